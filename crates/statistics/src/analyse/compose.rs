//! Puts a report together from what was folded.

use super::Request;
use super::dif::{Dif, screen};
use super::flags::{self, FlagReport};
use super::fold::Folded;
use super::parts::Parts;
use super::report::{Criterion, DifGroups, ItemReport, OptionReport, Report, TailReport, Total};
use crate::figure::{Figure, limits};
use crate::problem::{Problem, Problems};
use psychometrics::Undefined;
use psychometrics::correlation::correlation_interval;
use psychometrics::dif::DifGate;
use psychometrics::gates::Figure as Needs;
use psychometrics::item_analysis::discrimination::{Tails, Ties};
use psychometrics::item_analysis::options::OptionFigures;
use psychometrics::item_analysis::{Analysis, ItemFigures, Plan, from_moments};
use psychometrics::moments::CovarianceMatrix;
use psychometrics::reliability::{
    SampleGate, alpha_with_interval, item_rest_within, omega_total, see, sem, sep,
};
use psychometrics::streaming::ItemMoments;

pub(super) fn report(request: &Request, parts: &Parts, folded: Folded) -> Result<Report, Problems> {
    let asked = |undefined: Undefined| Problem::Asked(undefined.reason.to_string());
    let (moments, level) = (&folded.moments, request.level);
    let plan = Plan {
        tails: request.tails,
        ..flags::plan(&folded.scan)
    };
    let analysis = from_moments(moments, &plan).map_err(asked)?;
    let scores = moments.covariance().map_err(asked)?;
    let contributions = scores.weighted(&parts.item_weights).map_err(asked)?;
    let means = moments.means().map_err(asked)?;
    let means: Vec<f64> = means
        .iter()
        .zip(&parts.item_weights)
        .map(|(m, w)| m * w)
        .collect();
    let alpha = alpha_with_interval(&contributions, level);
    let omega = omega_total(&contributions);
    let (dif_groups, mut difs) = differential(request, &folded);
    let tails = folded.held.as_ref().map(|held| {
        let rows = held.scores.chunks_exact(folded.scan.layout.items());
        Tails::of_persons(rows, &held.totals, request.tails)
    });
    let items = (0..folded.scan.layout.items()).map(|index| {
        let figures = &analysis.items[index];
        let d_index = match &tails {
            Some(tails) => tails
                .as_ref()
                .map(|tails| tails.d_index(index))
                .map_err(|e| *e),
            None => figures.d_index,
        };
        let dif = match &mut difs {
            Ok(difs) => difs.next().ok_or_else(|| "not computed".to_owned()),
            Err(reason) => Err(reason.clone()),
        };
        let flags = flags::flags(figures, index, d_index, analysis.alpha, &plan, &folded.scan);
        item(&folded, index, figures, d_index, dif, flags)
    });
    let items = items.collect();
    Ok(Report {
        n: moments.persons(),
        left_out: folded.scan.left_out,
        k: folded.scan.layout.items(),
        alpha: Figure::of("alpha", alpha.map(|alpha| alpha.value)),
        alpha_ci: Figure::of("alpha_ci", alpha.map(|alpha| limits(alpha.interval))),
        alpha_gate: match SampleGate::of(moments.persons()) {
            SampleGate::NotShown => "too few",
            SampleGate::Provisional => "provisional",
            SampleGate::Usable => "usable",
        },
        omega_cov: Figure::of(
            "omega_cov",
            omega.as_ref().map(|o| o.of_covariances).map_err(|e| *e),
        ),
        omega_cor: Figure::of("omega_cor", omega.map(|omega| omega.of_correlations)),
        stratified_alpha: parts.stratified_alpha(&contributions),
        composite: parts.composite(&contributions, &means, level),
        total: total(&analysis, alpha.map(|alpha| alpha.value)),
        facility_gate: Needs::Facility.gate(moments.persons()).into(),
        item_rest_gate: Needs::ItemRest.gate(moments.persons()).into(),
        tails: TailReport {
            share: request.tails.share,
            ties: match request.tails.ties {
                Ties::Fraction => "fraction",
                Ties::IncludeAll => "all",
            },
            bin_width: match folded.bin_width {
                Some(width) => Figure::some("bin_width", width),
                None => Figure::none("bin_width", "totals were compared exactly"),
            },
        },
        dif_groups,
        items,
        criterion: criterion(folded.criterion.as_ref(), level),
        level,
    })
}

fn total(analysis: &Analysis, alpha: Result<f64, Undefined>) -> Total {
    let sd = analysis.total.sd;
    let error = |of: fn(f64, f64) -> Result<f64, Undefined>| alpha.and_then(|alpha| of(sd, alpha));
    Total {
        mean: analysis.total.mean,
        sd,
        sem: Figure::of("sem", error(sem)),
        see: Figure::of("see", error(see)),
        sep: Figure::of("sep", error(sep)),
    }
}

type Difs = Result<std::vec::IntoIter<Dif>, String>;

fn differential(request: &Request, folded: &Folded) -> (Figure<DifGroups>, Difs) {
    let name = "dif_groups";
    let (Some(group), Some(held)) = (&request.group, &folded.held) else {
        let reason = "no --group was given";
        return (Figure::none(name, reason), Err(reason.into()));
    };
    match screen(held, folded.scan.layout.items(), group) {
        Ok((difs, [focal, reference])) => {
            let gate = match DifGate::of(focal, focal + reference) {
                DifGate::NotShown => "too few",
                DifGate::Exploratory => "exploratory",
                DifGate::Classes => "classes",
            };
            let groups = DifGroups {
                focal,
                reference,
                gate,
            };
            (Figure::some(name, groups), Ok(difs.into_iter()))
        }
        Err(undefined) => {
            let reason = undefined.reason.to_string();
            (Figure::none(name, reason.clone()), Err(reason))
        }
    }
}

fn item(
    folded: &Folded,
    index: usize,
    figures: &ItemFigures,
    d_index: Result<f64, Undefined>,
    dif: Result<Dif, String>,
    flags: Vec<FlagReport>,
) -> ItemReport {
    let layout = &folded.scan.layout;
    let options = match layout.key() {
        None => Err("no --key was given".to_owned()),
        Some(key) => {
            let pairs = folded.scan.options[index].iter().zip(&figures.options);
            let one = |(value, figures): (&String, &OptionFigures)| {
                option(value, figures, *value == key[index])
            };
            Ok(pairs.map(one).collect())
        }
    };
    ItemReport {
        id: layout.columns.items[index].name.clone(),
        facility: figures.facility,
        sd: figures.sd,
        item_rest_r: Figure::of("item_rest_r", figures.item_rest),
        alpha_if_deleted: Figure::of("alpha_if_deleted", figures.alpha_if_deleted),
        d_index: Figure::of("d_index", d_index),
        options: Figure {
            name: "options",
            value: options,
        },
        dif: Figure {
            name: "dif",
            value: dif,
        },
        flags,
    }
}

fn option(value: &str, figures: &OptionFigures, keyed: bool) -> OptionReport {
    OptionReport {
        value: value.to_owned(),
        share: figures.share,
        rest_mean: Figure::of("rest_mean", figures.rest_mean),
        rest_r: Figure::of("rest_r", figures.point_biserial),
        rest_r_item_out: Figure::of("rest_r_item_out", figures.rest_correlation),
        keyed,
    }
}

fn criterion(moments: Option<&ItemMoments>, level: f64) -> Figure<Criterion> {
    let Some(moments) = moments else {
        return Figure::none("criterion", "no --criterion was given");
    };
    let n = moments.persons();
    // With two columns the rest of the first is the second.
    let r = moments.covariance();
    let r = r.and_then(|pair: CovarianceMatrix| item_rest_within(&pair, 0, &[0, 1]));
    let interval = r.and_then(|r| correlation_interval(r, n, level));
    let criterion = Criterion {
        r: Figure::of("r", r),
        ci: Figure::of("ci", interval.map(limits)),
        n,
        gate: Needs::Criterion.gate(n).into(),
    };
    Figure::some("criterion", criterion)
}
