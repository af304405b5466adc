//! Impact as text.

use super::{GroupReport, Report};
use crate::text::{Page, cell, number, percent, span};

impl Report {
    /// Readable tables, groups in their order.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.line(format!(
            "compared with {}, the highest rate",
            self.reference
        ));
        if let Ok(median) = &self.median.value {
            let on = self.on_median.value.as_ref().copied().unwrap_or(0);
            let words = format!(
                "rates: share above the median {} ({on} on it)",
                number(*median)
            );
            page.line(words);
        }
        if self.unknown.n > 0 {
            let unknown = self.unknown;
            page.line(format!(
                "group unknown: {} of {} selected",
                unknown.selected, unknown.n
            ));
        }
        page.heading("Rates and ratios");
        let interval = format!("{} % interval", percent(self.level));
        let row = |group: &GroupReport| {
            vec![
                group.group.clone(),
                group.n.to_string(),
                group.selected.to_string(),
                cell(&group.rate),
                cell(&group.compared.ratio),
                span(&group.compared.ratio_ci),
                cell(&group.compared.shortfall),
            ]
        };
        let rows: Vec<Vec<String>> = self.groups.iter().map(row).collect();
        let header = [
            "group",
            "n",
            "selected",
            "rate",
            "ratio",
            &interval,
            "shortfall",
        ];
        page.table(&header, &rows);
        page.heading("Tests against the reference");
        let row = |group: &GroupReport| {
            let compared = &group.compared;
            let flip = compared.flip.value.as_ref();
            vec![
                group.group.clone(),
                cell(&compared.z),
                cell(&compared.fisher_p),
                cell(&compared.fisher_p_holm),
                cell(&compared.mid_p),
                cell(&compared.h),
                flip.map_or("-", |flip| if *flip { "yes" } else { "no" })
                    .into(),
                compared
                    .verdict
                    .value
                    .as_ref()
                    .map_or("-", |verdict| verdict)
                    .into(),
            ]
        };
        let rows: Vec<Vec<String>> = self.groups.iter().map(row).collect();
        let header = [
            "group",
            "z",
            "Fisher p",
            "Holm",
            "mid-p",
            "h",
            "one flips",
            "verdict",
        ];
        page.table(&header, &rows);
        for group in &self.groups {
            page.note(&format!("{} rate", group.group), &group.rate);
            if group.group != self.reference {
                for figure in [&group.compared.ratio, &group.compared.z] {
                    page.note(&format!("{} {}", group.group, figure.name), figure);
                }
                let ratio_ci = &group.compared.ratio_ci;
                page.note(&format!("{} interval", group.group), ratio_ci);
            }
        }
        page.finish()
    }
}
