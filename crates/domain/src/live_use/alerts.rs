//! Why somebody should look at a question: the figure, the limit it passed, how many attempts it rests on, and what to
//! do. An alert decides nothing. A figure below its gate raises none.

use super::exposure::EXPOSURE_LIMIT;
use super::figures::LiveUse;
use crate::report::figures::{decimals, per_cent};
use psychometrics::item_analysis::drift::{Cusum, ROBUST_Z_LIMIT, Shift};
use psychometrics::item_analysis::flags::Limits;

/// What an alert is about, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Those who choose a lower reply do better on the rest.
    KeySuspect,
    /// It goes against the other questions.
    AgainstRest,
    /// The order of the key is not that of the people.
    KeyOrder,
    /// Its facility changed.
    Drift,
    /// It is shown too often.
    OverExposed,
    TooHard,
    TooEasy,
    /// It goes little with the other questions.
    WeakRest,
    OftenMissing,
    /// The day somebody wanted to look at it again has come.
    ReviewDue,
}

impl Matter {
    /// A few words.
    pub fn label(self) -> &'static str {
        match self {
            Self::KeySuspect => "Key suspect",
            Self::AgainstRest => "Works against the rest",
            Self::KeyOrder => "Key and answers disagree",
            Self::Drift => "Drift",
            Self::OverExposed => "Shown too often",
            Self::TooHard => "Too hard",
            Self::TooEasy => "Too easy",
            Self::WeakRest => "Goes little with the rest",
            Self::OftenMissing => "Often left open",
            Self::ReviewDue => "Review date",
        }
    }
}

/// One reason to look at a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    pub matter: Matter,
    pub figure: String,
    pub limit: String,
    /// Attempts behind the figure; absent for a date.
    pub attempts: Option<u64>,
    /// What to do.
    pub advice: String,
}

/// Every alert of a question version, gravest first; one format a value of `uses`.
pub fn alerts(uses: &[LiveUse]) -> Vec<Alert> {
    let limits = Limits::default();
    let mut found: Vec<Alert> = uses
        .iter()
        .flat_map(|one| of_format(one, &limits))
        .collect();
    // Formats do not matter to how often it is shown.
    found.extend(uses.first().and_then(over_exposed));
    found.sort_by_key(|alert| alert.matter);
    found
}

/// The review date has come; `date` as people read it.
pub fn review_alert(date: &str) -> Alert {
    Alert {
        matter: Matter::ReviewDue,
        figure: format!("to be reviewed by {date}"),
        limit: "today".into(),
        attempts: None,
        advice: "Read scenario, replies and reasons against today’s products and rules; then set the next date.".into(),
    }
}

fn of_format(one: &LiveUse, limits: &Limits) -> Vec<Alert> {
    [
        suspect(one),
        rest(one, limits),
        key_order(one, limits),
        drift(one),
        lasting(one),
        facility(one, limits),
        missing(one, limits),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn alert(matter: Matter, figure: String, limit: String, n: u64, advice: &str) -> Alert {
    Alert {
        matter,
        figure,
        limit,
        attempts: Some(n),
        advice: advice.into(),
    }
}

fn suspect(one: &LiveUse) -> Option<Alert> {
    let (place, excess) = one.suspect()?;
    let option = one.options.get(place)?;
    // Its mean is shown from the same gate on.
    option.rest.value.ok()?;
    Some(alert(
        Matter::KeySuspect,
        format!(
            "those who put {} first ({} of them), keyed {}, did better on the rest by {} standard deviations",
            option.letter,
            option.chosen,
            decimals(option.key, 1),
            decimals(excess, 2)
        ),
        "the best-keyed reply is highest".into(),
        option.rest.n,
        "Read this reply and the best one again with their reasons. Have a panel rate them before the key is relied on.",
    ))
}

fn rest(one: &LiveUse, limits: &Limits) -> Option<Alert> {
    let r = one.item_rest.value.ok()?;
    let raise = |matter, limit, advice| {
        let figure = format!("with the rest {}", decimals(r, 2));
        alert(
            matter,
            figure,
            format!("under {}", decimals(limit, 2)),
            one.item_rest.n,
            advice,
        )
    };
    if r < limits.against_rest {
        let advice = "Take it out of new assessments until its key and wording are clear: people who do well elsewhere do worse here.";
        return Some(raise(Matter::AgainstRest, limits.against_rest, advice));
    }
    let advice = "Look for a second reading of scenario or replies, or a reply that is right for another reason.";
    (r < limits.weak_rest).then(|| raise(Matter::WeakRest, limits.weak_rest, advice))
}

fn key_order(one: &LiveUse, limits: &Limits) -> Option<Alert> {
    let order = one.key_order.value.ok()?;
    (order < limits.key_order).then(|| {
        alert(
            Matter::KeyOrder,
            format!("correlation of key and rest {}", decimals(order, 2)),
            format!("under {}", decimals(limits.key_order, 2)),
            one.key_order.n,
            "Compare the middle replies: the key may order them otherwise than good agents do. A panel can settle it.",
        )
    })
}

fn drift(one: &LiveUse) -> Option<Alert> {
    let drift = &one.drift;
    let shift = drift.moved()?;
    let pair = drift.before.value.ok().zip(drift.after.value.ok())?;
    let robust = drift
        .robust
        .map(|z| format!(", beside other questions {}", decimals(z, 1)));
    let advice = match shift {
        Shift::Rise if drift.looks_leaked() => {
            "Easier and answered faster: it looks known. Replace it and look for it on the web."
        }
        Shift::Rise => "Easier than it was: it may be known, or taught by now. Rest or replace it.",
        Shift::Fall => "Harder than it was: see whether the scenario still fits what agents do.",
    };
    Some(alert(
        Matter::Drift,
        format!(
            "facility {} → {}, change {} standard errors{}",
            decimals(pair.0, 2),
            decimals(pair.1, 2),
            decimals(drift.change.value.ok()?, 1),
            robust.unwrap_or_default()
        ),
        format!("beyond ± {}", decimals(ROBUST_Z_LIMIT, 2)),
        drift.after.n,
        advice,
    ))
}

fn lasting(one: &LiveUse) -> Option<Alert> {
    let drift = &one.drift;
    let shift = drift.lasting().filter(|_| drift.moved().is_none())?;
    let cusum = drift.cusum?;
    let (way, sum) = match shift {
        Shift::Rise => ("up", cusum.rise),
        Shift::Fall => ("down", cusum.fall),
    };
    Some(alert(
        Matter::Drift,
        format!("facility drifts {way}, cumulative sum {}", decimals(sum, 1)),
        format!("over {}", decimals(Cusum::LIMIT, 0)),
        one.attempts,
        "See the line over time. If most questions of the bank drift so, the candidates have changed, not the question.",
    ))
}

fn facility(one: &LiveUse, limits: &Limits) -> Option<Alert> {
    let mean = one.facility.value.ok()?;
    let raise = |matter, limit: String, advice| {
        let figure = format!("facility {}", decimals(mean, 2));
        alert(matter, figure, limit, one.facility.n, advice)
    };
    if mean < limits.hard {
        let limit = format!("under {}", decimals(limits.hard, 2));
        return Some(raise(
            Matter::TooHard,
            limit,
            "Almost nobody scores, so it tells few people apart. Check the key, then make the difference clearer or retire it.",
        ));
    }
    (mean > limits.easy).then(|| {
        let limit = format!("over {}", decimals(limits.easy, 2));
        raise(
            Matter::TooEasy,
            limit,
            "Almost everybody scores. Make a weaker reply more tempting, or use it as a warm-up only.",
        )
    })
}

fn missing(one: &LiveUse, limits: &Limits) -> Option<Alert> {
    let share = one.missing.value.ok()?;
    (share > limits.missing).then(|| {
        alert(
            Matter::OftenMissing,
            format!("{} without a complete answer", per_cent(share, 1)),
            format!("over {}", per_cent(limits.missing, 0)),
            one.missing.n,
            "See whether the task is clear, the text short enough, and the time enough.",
        )
    })
}

fn over_exposed(one: &LiveUse) -> Option<Alert> {
    let exposure = &one.exposure;
    let share = exposure.recent_share().filter(|_| exposure.is_over())?;
    Some(alert(
        Matter::OverExposed,
        format!(
            "in {} of {} attempts of the last 90 days, {}",
            exposure.recent,
            exposure.bank_recent,
            per_cent(share, 0)
        ),
        format!(
            "over {}; drawn evenly {}",
            per_cent(EXPOSURE_LIMIT, 0),
            per_cent(exposure.even, 0)
        ),
        exposure.bank_recent,
        "Rest it: let the next assessments ask similar questions in its place.",
    ))
}
