//! Rankings, candidate results, decisions and reports: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::forms::results as forms;
use crate::pages::results::{candidate, compare, files, ranking, report_link};

pub fn routes() -> Vec<Route> {
    let access = Access::Assessment;
    vec![
        get(
            "/assessments/{assessment}/intakes/{intake}/ranking",
            access,
            ranking::page,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/blind",
            access,
            forms::hide_names,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/compare",
            access,
            compare::page,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/decide",
            access,
            forms::decide,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/export.csv",
            access,
            files::export,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/report.pdf",
            access,
            files::cohort_pdf,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/report/mail",
            access,
            forms::mail_ranking,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/candidates/{invitation}",
            access,
            candidate::page,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/candidates/{invitation}",
            access,
            forms::decide_one,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/candidates/{invitation}/late-answers",
            access,
            forms::accept_late,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/candidates/{invitation}/ledger.json",
            access,
            files::ledger,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/candidates/{invitation}/report.pdf",
            access,
            files::candidate_pdf,
        ),
        get(
            "/reports/{report}/{token}",
            Access::Public,
            report_link::page,
        ),
        get(
            "/reports/{report}/{token}/report.pdf",
            Access::Public,
            report_link::pdf,
        ),
    ]
}
