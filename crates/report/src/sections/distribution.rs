//! The distribution of totals as bars with their counts.

use crate::chart::{DISTRIBUTION_HEIGHT, distribution};
use crate::flow::Flow;
use crate::mark::{Slice, Tagged};
use crate::words;
use domain::report::Bin;

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, bins: &[Bin], random_95: f64) {
    flow.heading(title);
    flow.lead(sentence);
    let (left, width) = flow.measure();
    let branch = flow.branch();
    let alt = words::distribution_alt(bins.iter().map(|bin| (bin.from, bin.to, bin.count)));
    let node = flow.tags.figure(branch, &alt);
    let marks: Vec<Tagged> = distribution(bins, random_95, width)
        .into_iter()
        .map(|mark| (Some(node), mark.shifted(left, 0.0)))
        .collect();
    let group = flow.group();
    flow.push(Slice {
        height: DISTRIBUTION_HEIGHT,
        marks,
        group,
        ..Slice::default()
    });
}
