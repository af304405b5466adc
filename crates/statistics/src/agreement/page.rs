//! Agreement as text.

use super::Report;
use crate::text::{Page, cell, number, percent, span};

impl Report {
    /// Readable tables, in the order of the JSON.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.line(format!(
            "{} targets, {} raters; {} targets rated by all",
            self.targets,
            self.raters.len(),
            self.complete
        ));
        page.note("icc", &self.icc);
        if let Ok(icc) = &self.icc.value {
            page.heading(
                "Intraclass correlations (2: raters are a sample; k: mean of these raters)",
            );
            let interval = format!("{} % interval", percent(self.level));
            let row = |(value, ci): &(&crate::Figure, &crate::Figure<[f64; 2]>)| {
                vec![value.name.to_owned(), cell(value), span(ci)]
            };
            let all = icc.all();
            page.table(
                &["", "value", &interval],
                &all.iter().map(row).collect::<Vec<_>>(),
            );
            all.iter()
                .for_each(|(value, _)| page.note(value.name, value));
        }
        if let Ok(ms) = &self.ms.value {
            page.heading("Mean squares");
            let squares = [
                ("targets", ms.rows),
                ("raters", ms.raters),
                ("residual", ms.residual),
                ("within targets", ms.within),
            ];
            squares
                .iter()
                .for_each(|(name, value)| page.entry(name, number(*value)));
        }
        self.categories(&mut page);
        self.severity(&mut page);
        page.finish()
    }

    fn categories(&self, page: &mut Page) {
        page.note("kappa", &self.kappa);
        if let Ok(kappa) = &self.kappa.value {
            page.heading("Cohen's kappa");
            let all = [
                (&kappa.unweighted, &kappa.ase.unweighted),
                (&kappa.linear, &kappa.ase.linear),
                (&kappa.quadratic, &kappa.ase.quadratic),
            ];
            let rows = all.map(|(value, ase)| vec![value.name.into(), cell(value), cell(ase)]);
            page.table(&["", "value", "ASE"], &rows);
            all.iter()
                .for_each(|(value, _)| page.note(value.name, value));
        }
        page.note("fleiss", &self.fleiss);
        if let Ok(fleiss) = &self.fleiss.value {
            page.heading("Fleiss' kappa");
            page.entry("kappa", number(fleiss.kappa));
            page.entry("z", number(fleiss.z));
            page.entry("p", number(fleiss.p));
        }
        page.heading("Krippendorff's alpha");
        let alphas = &self.krippendorff;
        for alpha in [
            &alphas.nominal,
            &alphas.ordinal,
            &alphas.interval,
            &alphas.ratio,
        ] {
            page.figure(alpha.name, alpha);
        }
    }

    fn severity(&self, page: &mut Page) {
        page.note("rater_effects", &self.rater_effects);
        let (Ok(effects), Ok(model)) = (&self.rater_effects.value, &self.rater_model.value) else {
            return;
        };
        page.heading("Severity (points above the average rater)");
        let row = |effect: &super::RaterEffect| {
            vec![
                effect.rater.clone(),
                number(effect.effect),
                number(effect.standard_error),
                number(effect.shrunk),
                effect.ratings.to_string(),
            ]
        };
        let rows: Vec<Vec<String>> = effects.iter().map(row).collect();
        page.table(&["rater", "effect", "SE", "shrunk", "ratings"], &rows);
        page.line(format!(
            "  F({}, {}) = {}, p = {}; {}",
            model.df[0],
            model.df[1],
            number(model.f),
            number(model.p),
            if model.may_adjust {
                "ratings may be adjusted"
            } else {
                "not to be adjusted by: each rater needs 30 ratings and p below .05"
            }
        ));
        if let Ok(adjusted) = &self.adjusted.value {
            page.heading("Adjusted ratings");
            let row = |one: &super::Adjusted| {
                vec![
                    one.target.clone(),
                    one.rater.clone(),
                    number(one.rating),
                    number(one.adjusted),
                    number(one.adjusted_shrunk),
                ]
            };
            let rows: Vec<Vec<String>> = adjusted.iter().map(row).collect();
            page.table(&["target", "rater", "rating", "adjusted", "shrunk"], &rows);
        }
    }
}
