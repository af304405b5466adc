//! An analysis as text.

use super::report::{ItemReport, Report};
use crate::figure::Figure;
use crate::text::{Page, cell, number, percent, span};

impl Report {
    /// Readable tables, in the order of the JSON.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.line(format!(
            "{} persons, {} items; {} left out for a missing answer",
            self.n, self.k, self.left_out
        ));
        self.reliability(&mut page);
        self.composite(&mut page);
        self.items(&mut page);
        self.options(&mut page);
        self.flags(&mut page);
        self.differential(&mut page);
        if let Ok(criterion) = &self.criterion.value {
            page.heading("Criterion");
            page.figure("r with the total", &criterion.r);
            page.entry("  interval", span(&criterion.ci));
            let gate = criterion.gate;
            page.entry("persons", format!("{} (needed: {})", gate.got, gate.needed));
        }
        page.finish()
    }

    fn reliability(&self, page: &mut Page) {
        page.heading("Reliability and total");
        page.entry("persons for this", self.alpha_gate);
        page.figure("alpha", &self.alpha);
        let level = format!("  {} % interval", percent(self.level));
        page.entry(&level, span(&self.alpha_ci));
        page.figure("omega, covariances", &self.omega_cov);
        page.figure("omega, correlations", &self.omega_cor);
        if self.composite.value.is_ok() || self.stratified_alpha.value.is_ok() {
            page.figure("stratified alpha", &self.stratified_alpha);
        }
        page.entry("mean of totals", number(self.total.mean));
        page.entry("SD of totals", number(self.total.sd));
        page.figure("SEM, measurement", &self.total.sem);
        page.figure("SEE, estimate", &self.total.see);
        page.figure("SEP, prediction", &self.total.sep);
    }

    fn composite(&self, page: &mut Page) {
        let Ok(composite) = &self.composite.value else {
            return;
        };
        page.heading("Composite of strata (Mosier)");
        page.entry("reliability", number(composite.reliability));
        page.entry("mean", number(composite.mean));
        page.entry("SD", number(composite.sd));
        page.figure("SEM", &composite.sem);
        page.figure("SED", &composite.sed);
        page.figure("band", &composite.band);
        page.figure("band, corrected", &composite.band_corrected);
        for (stratum, weight) in composite.strata.iter().zip(&composite.effective_weights) {
            page.entry(&format!("effective weight {stratum}"), number(*weight));
        }
    }

    fn items(&self, page: &mut Page) {
        page.heading(&format!(
            "Items (tails of {} %, ties by {})",
            percent(self.tails.share),
            self.tails.ties
        ));
        if !(self.facility_gate.open && self.item_rest_gate.open) {
            page.line(format!(
                "  few persons: facilities take {}, item-rest correlations {}",
                self.facility_gate.needed, self.item_rest_gate.needed
            ));
        }
        let header = [
            "item",
            "facility",
            "sd",
            "item-rest r",
            "alpha without",
            "D",
        ];
        let row = |item: &ItemReport| {
            vec![
                item.id.clone(),
                number(item.facility),
                number(item.sd),
                cell(&item.item_rest_r),
                cell(&item.alpha_if_deleted),
                cell(&item.d_index),
            ]
        };
        page.table(&header, &self.items.iter().map(row).collect::<Vec<_>>());
        for item in &self.items {
            for figure in [&item.item_rest_r, &item.alpha_if_deleted, &item.d_index] {
                page.note(&format!("{} {}", item.id, figure.name), figure);
            }
        }
    }

    fn options(&self, page: &mut Page) {
        let mut rows = Vec::new();
        for item in &self.items {
            for option in item.options.value.iter().flatten() {
                let mark = if option.keyed { "*" } else { "" };
                rows.push(vec![
                    item.id.clone(),
                    format!("{}{mark}", option.value),
                    number(option.share),
                    cell(&option.rest_mean),
                    cell(&option.rest_r),
                ]);
            }
        }
        if !rows.is_empty() {
            page.heading("Options (* is the key)");
            page.table(&["item", "option", "share", "rest mean", "rest r"], &rows);
        }
    }

    fn flags(&self, page: &mut Page) {
        if self.items.iter().any(|item| !item.flags.is_empty()) {
            page.heading("Worth a look (a flag decides nothing)");
        }
        for item in &self.items {
            for flag in &item.flags {
                let option = flag.option.value.as_ref().ok();
                let option = option.map_or_else(String::new, |option| format!(" {option}"));
                page.line(format!(
                    "  {}: {}{option}: {}",
                    item.id, flag.flag, flag.reason
                ));
            }
        }
    }

    fn differential(&self, page: &mut Page) {
        let Ok(groups) = &self.dif_groups.value else {
            return;
        };
        page.heading(&format!(
            "Differential functioning: focal {}, reference {} ({})",
            groups.focal, groups.reference, groups.gate
        ));
        let header = [
            "item",
            "odds",
            "chi2 corr.",
            "p",
            "delta",
            "SE",
            "class",
            "SMD",
            "logistic both",
            "p",
        ];
        let mut rows = Vec::new();
        for item in &self.items {
            let Ok(dif) = &item.dif.value else { continue };
            let logistic = dif.logistic.value.as_ref().ok();
            let of = |value: Option<f64>| value.map_or("-".into(), number);
            rows.push(vec![
                item.id.clone(),
                cell(&dif.odds_ratio),
                cell(&dif.chi2_corrected),
                cell(&dif.p),
                cell(&dif.delta),
                cell(&dif.se_delta),
                dif.class
                    .value
                    .as_ref()
                    .map_or("-", |class| class)
                    .to_owned(),
                cell(&dif.smd),
                of(logistic.map(|found| found.lr_both)),
                of(logistic.map(|found| found.p_both)),
            ]);
            let about = |figure: &Figure| format!("{} {}", item.id, figure.name);
            for figure in [&dif.odds_ratio, &dif.smd] {
                page.note(&about(figure), figure);
            }
            page.note(&format!("{} logistic", item.id), &dif.logistic);
        }
        page.table(&header, &rows);
    }
}
