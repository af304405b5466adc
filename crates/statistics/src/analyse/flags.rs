//! Which items somebody should look at, and why.
//!
//! Never contains limits; they are those of `psychometrics`.

use super::scan::Scan;
use crate::figure::Figure;
use crate::text::number;
use psychometrics::Undefined;
use psychometrics::item_analysis::flags::{Flag, raised};
use psychometrics::item_analysis::{ItemFigures, Plan};
use serde::Serialize;

/// A figure of an item that crossed its limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlagReport {
    /// What is odd.
    pub flag: &'static str,
    /// The option it is about.
    #[serde(flatten)]
    pub option: Figure<String>,
    /// The figure.
    pub value: f64,
    /// The limit it crossed.
    pub limit: f64,
    /// The same in a sentence.
    pub reason: String,
}

/// What flags are judged by: the key, and the range of scores. With a key that is 0 to 1, else from the lowest to the
/// highest score of any item.
pub(super) fn plan(scan: &Scan) -> Plan {
    let items = scan.layout.items();
    let range = match scan.layout.key() {
        Some(_) => (0.0, 1.0),
        None => scan.range_of_scores(),
    };
    let keys = scan.layout.key().map_or_else(Vec::new, |key| {
        let keyed = |(options, right): (&Vec<String>, &String)| {
            let right = options
                .iter()
                .map(|option| f64::from(u8::from(option == right)));
            right.collect()
        };
        scan.options.iter().zip(key).map(keyed).collect()
    });
    Plan {
        keys,
        ranges: vec![range; items],
        ..Plan::default()
    }
}

/// The flags of an item; `d_index` is the one reported.
pub(super) fn flags(
    figures: &ItemFigures,
    index: usize,
    d_index: Result<f64, Undefined>,
    alpha: Result<f64, Undefined>,
    plan: &Plan,
    scan: &Scan,
) -> Vec<FlagReport> {
    let reported = ItemFigures {
        d_index,
        ..figures.clone()
    };
    let options = scan.options.get(index).map_or(&[][..], Vec::as_slice);
    let flags = raised(&reported, index, alpha, plan);
    let tell = |raised: psychometrics::item_analysis::flags::Raised| {
        let (value, limit) = (number(raised.value), number(raised.limit));
        let named = |option: usize| options.get(option).cloned();
        let (flag, option, reason) = match raised.flag {
            Flag::Hard => (
                "hard",
                None,
                format!("mean at {value} of the score range, under {limit}"),
            ),
            Flag::Easy => (
                "easy",
                None,
                format!("mean at {value} of the score range, over {limit}"),
            ),
            Flag::LittleSpread => (
                "little spread",
                None,
                format!("standard deviation {value} of the score range, under {limit}"),
            ),
            Flag::WeakRest(_) => (
                "weak rest",
                None,
                format!("item-rest correlation {value}, under {limit}: review"),
            ),
            Flag::AgainstRest(_) => (
                "against rest",
                None,
                format!("item-rest correlation {value}: remove, or look for a wrong key"),
            ),
            Flag::AlphaRises => (
                "alpha rises",
                None,
                format!("alpha without it is higher by {value}, over {limit}"),
            ),
            Flag::WeakTails => (
                "weak tails",
                None,
                format!("D index {value} of the score range, under {limit}"),
            ),
            Flag::KeyReview(option) => (
                "key review",
                named(option),
                format!(
                    "those who chose it did better on the rest than those who chose the key, by {value}"
                ),
            ),
            Flag::RareOption(option) => (
                "rare option",
                named(option),
                format!("chosen by a share of {value}, under {limit}"),
            ),
            Flag::KeyOrder => (
                "key order",
                None,
                format!("Spearman's correlation of key and rest mean {value}, under {limit}"),
            ),
            Flag::OftenMissing => (
                "often missing",
                None,
                format!("a share of {value} without an answer, over {limit}"),
            ),
        };
        FlagReport {
            flag,
            option: match option {
                Some(option) => Figure::some("option", option),
                None => Figure::none("option", "the flag is about the whole item"),
            },
            value: raised.value,
            limit: raised.limit,
            reason,
        }
    };
    flags.into_iter().map(tell).collect()
}
