//! Mantel-Haenszel for right-wrong questions.
//!
//! After Holland and Thayer (1988); variance of Robins, Breslow and Greenland
//! (1986). Letters printed by some packages look at |Δ| alone; the ETS classes
//! here include significance. Never contains partial credit; see `mantel`.

use super::strata::{Group, Strata, right_or_wrong};
use crate::distributions::chi_squared_upper;
use crate::undefined::{Reason, Undefined};

/// Points on the ETS delta scale for one unit of ln odds ratio.
const DELTA: f64 = -2.35;

/// ETS classes of differential functioning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EtsClass {
    /// Negligible: D not different from 0 at .05 (continuity-corrected χ²), or |D| < 1.
    A,
    /// Moderate: neither A nor C.
    B,
    /// Large: |D| ≥ 1.5 and `(|D| − 1)/SE(D)` above 1.645.
    C,
}

/// The common odds ratio and its delta.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommonOdds {
    /// α = Σ(a·d/N)/Σ(b·c/N); above 1 the question is easier for the reference group.
    pub odds_ratio: f64,
    /// Standard error of ln α.
    pub se_ln: f64,
    /// `D = −2.35·ln α`; below 0 the question is harder for the focal group.
    pub delta: f64,
    /// Standard error of D.
    pub se_delta: f64,
    /// Full ETS class.
    pub class: EtsClass,
}

/// Result for one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MantelHaenszel {
    /// `(Σa − ΣE)²/ΣV`, 1 degree of freedom.
    pub chi2: f64,
    /// Its upper tail.
    pub p: f64,
    /// `(|Σa − ΣE| − ½)²/ΣV`.
    pub chi2_corrected: f64,
    /// Its upper tail.
    pub p_corrected: f64,
    /// The odds ratio; undefined where no stratum holds both kinds of evidence.
    pub common: Result<CommonOdds, Undefined>,
}

/// Mantel-Haenszel statistics of one right-wrong question.
///
/// In every stratum a and b are right and wrong answers of the reference group,
/// c and d those of the focal group, N all. `E = (a+b)(a+c)/N`,
/// `V = (a+b)(c+d)(a+c)(b+d)/(N²(N−1))`. With P = (a+d)/N, Q = (b+c)/N, R = ad/N,
/// S = bc/N: `Var ln α = ΣPR/(2(ΣR)²) + Σ(PS+QR)/(2ΣRΣS) + ΣQS/(2(ΣS)²)`.
///
/// # Errors
/// `OutOfRange` for an answer that is not 0 or 1, `LengthMismatch`,
/// `NotPositive` if no stratum has both groups and both answers.
pub fn mantel_haenszel(
    item: &[f64],
    groups: &[Group],
    strata: &Strata,
) -> Result<MantelHaenszel, Undefined> {
    right_or_wrong(item, groups)?;
    strata.matches(item.len())?;
    let mut tables = vec![Fourfold::default(); strata.count()];
    for ((&answer, &group), &stratum) in item.iter().zip(groups).zip(strata.of_person()) {
        tables[stratum].count(group, answer == 1.0);
    }

    let sum = |of: fn(&Fourfold) -> f64| tables.iter().map(of).sum::<f64>();
    let variance = sum(Fourfold::variance);
    if variance <= 0.0 {
        return Err(Reason::NotPositive("the variance of right answers within strata").into());
    }
    let difference = (sum(|t| t.a) - sum(Fourfold::expected)).abs();
    let (chi2, chi2_corrected) = (
        difference.powi(2) / variance,
        (difference - 0.5).powi(2) / variance,
    );
    let p_corrected = chi_squared_upper(chi2_corrected, 1.0)?;
    Ok(MantelHaenszel {
        chi2,
        p: chi_squared_upper(chi2, 1.0)?,
        chi2_corrected,
        p_corrected,
        common: common_odds(&tables, p_corrected),
    })
}

fn common_odds(tables: &[Fourfold], p_corrected: f64) -> Result<CommonOdds, Undefined> {
    let sum = |of: &dyn Fn(&Fourfold) -> f64| tables.iter().map(of).sum::<f64>();
    let (r, s) = (sum(&Fourfold::r), sum(&Fourfold::s));
    if r <= 0.0 || s <= 0.0 {
        return Err(Reason::NotPositive("a cross product of right and wrong answers").into());
    }
    let odds_ratio = r / s;
    let variance = sum(&|t| t.p() * t.r()) / (2.0 * r * r)
        + sum(&|t| t.p() * t.s() + t.q() * t.r()) / (2.0 * r * s)
        + sum(&|t| t.q() * t.s()) / (2.0 * s * s);
    let se_ln = variance.sqrt();
    let (delta, se_delta) = (DELTA * odds_ratio.ln(), -DELTA * se_ln);
    Ok(CommonOdds {
        odds_ratio,
        se_ln,
        delta,
        se_delta,
        class: ets_class(delta, se_delta, p_corrected),
    })
}

/// The ETS class of a delta with its standard error, where `p` is that of the
/// hypothesis D = 0.
pub fn ets_class(delta: f64, se_delta: f64, p: f64) -> EtsClass {
    let size = delta.abs();
    if p >= 0.05 || size < 1.0 {
        EtsClass::A
    } else if size >= 1.5 && (size - 1.0) / se_delta > 1.645 {
        EtsClass::C
    } else {
        EtsClass::B
    }
}

/// One stratum: reference right a, wrong b; focal right c, wrong d.
#[derive(Debug, Clone, Copy, Default)]
struct Fourfold {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
}

impl Fourfold {
    fn count(&mut self, group: Group, right: bool) {
        let cell = match (group, right) {
            (Group::Reference, true) => &mut self.a,
            (Group::Reference, false) => &mut self.b,
            (Group::Focal, true) => &mut self.c,
            (Group::Focal, false) => &mut self.d,
        };
        *cell += 1.0;
    }

    /// Never 0 where it divides: an empty stratum does not arise.
    fn n(&self) -> f64 {
        self.a + self.b + self.c + self.d
    }

    fn expected(&self) -> f64 {
        (self.a + self.b) * (self.a + self.c) / self.n()
    }

    fn variance(&self) -> f64 {
        let n = self.n();
        if n < 2.0 {
            return 0.0;
        }
        let groups = (self.a + self.b) * (self.c + self.d);
        groups * (self.a + self.c) * (self.b + self.d) / (n * n * (n - 1.0))
    }

    fn p(&self) -> f64 {
        (self.a + self.d) / self.n()
    }

    fn q(&self) -> f64 {
        (self.b + self.c) / self.n()
    }

    fn r(&self) -> f64 {
        self.a * self.d / self.n()
    }

    fn s(&self) -> f64 {
        self.b * self.c / self.n()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::random::{NormalStream, UniformStream};
    use proptest::prelude::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    /// Berkeley admissions 1973, departments A to F: men admitted, men
    /// rejected, women admitted, women rejected (`UCBAdmissions`).
    const BERKELEY: [[usize; 4]; 6] = [
        [512, 313, 89, 19],
        [353, 207, 17, 8],
        [120, 205, 202, 391],
        [138, 279, 131, 244],
        [53, 138, 94, 299],
        [22, 351, 24, 317],
    ];

    fn people(tables: &[[usize; 4]]) -> (Vec<f64>, Vec<Group>, Vec<f64>) {
        let (mut item, mut groups, mut matching) = (Vec::new(), Vec::new(), Vec::new());
        for (stratum, table) in tables.iter().enumerate() {
            let cells = [
                (1.0, Group::Reference),
                (0.0, Group::Reference),
                (1.0, Group::Focal),
                (0.0, Group::Focal),
            ];
            for (&count, (answer, group)) in table.iter().zip(cells) {
                item.extend(std::iter::repeat_n(answer, count));
                groups.extend(std::iter::repeat_n(group, count));
                matching.extend(std::iter::repeat_n(stratum as f64, count));
            }
        }
        (item, groups, matching)
    }

    fn of(tables: &[[usize; 4]]) -> Result<MantelHaenszel, Undefined> {
        let (item, groups, matching) = people(tables);
        mantel_haenszel(&item, &groups, &Strata::by_level(&matching)?)
    }

    /// `mantelhaen.test(UCBAdmissions)` in R: X² 1.4269 (p .2323) with, and
    /// 1.5246 (p .2169) without correction; common odds ratio .9046968, 95 %
    /// .7719074-1.0603298.
    #[test]
    fn berkeley_admissions() {
        let result = of(&BERKELEY).expect("defined");
        close(result.chi2_corrected, 1.426_9, 5e-5);
        close(result.p_corrected, 0.232_3, 5e-5);
        close(result.chi2, 1.524_6, 5e-5);
        close(result.p, 0.216_9, 5e-5);
        let common = result.common.expect("defined");
        close(common.odds_ratio, 0.904_696_8, 5e-8);
        close(
            (common.odds_ratio.ln() - 1.959_964 * common.se_ln).exp(),
            0.771_907_4,
            5e-7,
        );
        close(
            (common.odds_ratio.ln() + 1.959_964 * common.se_ln).exp(),
            1.060_329_8,
            5e-7,
        );
        close(common.delta, -2.35 * common.odds_ratio.ln(), 1e-12);
        assert_eq!(common.class, EtsClass::A);
    }

    #[test]
    fn one_stratum_by_hand() {
        let result = of(&[[30, 10, 20, 20]]).expect("defined");
        // a = 30, E = 40·50/80 = 25, V = 40·40·50·30/(6400·79).
        let v = 2_400_000.0 / 505_600.0;
        close(result.chi2, 25.0 / v, 1e-12);
        close(result.chi2_corrected, 20.25 / v, 1e-12);
        let common = result.common.expect("defined");
        close(common.odds_ratio, 3.0, 1e-12);
        // In one table the variance is Woolf's, 1/a + 1/b + 1/c + 1/d.
        let woolf: f64 = 1.0 / 30.0 + 0.1 + 0.05 + 0.05;
        close(common.se_ln, woolf.sqrt(), 1e-12);
        close(common.se_delta, 2.35 * woolf.sqrt(), 1e-12);
    }

    #[test]
    fn classes_need_size_and_significance() {
        assert_eq!(ets_class(-3.0, 2.0, 0.06), EtsClass::A);
        assert_eq!(ets_class(-0.99, 0.1, 1e-9), EtsClass::A);
        assert_eq!(ets_class(1.2, 0.1, 1e-9), EtsClass::B);
        assert_eq!(ets_class(-1.6, 0.4, 1e-4), EtsClass::B);
        assert_eq!(ets_class(-1.6, 0.3, 1e-4), EtsClass::C);
        assert_eq!(ets_class(1.5, 0.2, 1e-9), EtsClass::C);
        assert_eq!(ets_class(1.49, 0.01, 1e-9), EtsClass::B);
    }

    #[test]
    fn undefined_is_said() {
        // One group only, or one answer only, in every stratum.
        assert!(of(&[[5, 5, 0, 0], [0, 0, 5, 5]]).is_err());
        assert!(of(&[[5, 0, 5, 0], [0, 5, 0, 5]]).is_err());
        // A test without an odds ratio: no wrong answers in the reference group.
        let separated = of(&[[10, 0, 5, 5]]).expect("tested");
        assert!(separated.common.is_err() && separated.chi2 > 0.0);
        let strata = Strata::by_level(&[1.0, 2.0]).expect("valid");
        let groups = [Group::Reference, Group::Focal];
        assert!(mantel_haenszel(&[0.5, 1.0], &groups, &strata).is_err());
        assert!(mantel_haenszel(&[1.0], &groups, &strata).is_err());
        assert!(mantel_haenszel(&[1.0, 0.0, 1.0], &[Group::Focal; 3], &strata).is_err());
    }

    /// Rasch answers of two groups with the same ability: `questions` columns
    /// of difficulty 0 but the first, `shift` logits harder for the focal group.
    pub fn rasch(
        persons: usize,
        questions: usize,
        shift: f64,
        seed: u64,
    ) -> (Vec<[f64; 16]>, Vec<Group>) {
        let (mut normal, mut uniform) =
            (NormalStream::seeded(seed), UniformStream::seeded(seed + 1));
        let (mut rows, mut groups) = (Vec::new(), Vec::new());
        for person in 0..persons {
            let group = if person % 2 == 0 {
                Group::Reference
            } else {
                Group::Focal
            };
            let ability = normal.draw();
            let mut row = [0.0; 16];
            for (question, answer) in row.iter_mut().enumerate().take(questions) {
                let harder = question == 0 && group == Group::Focal;
                let logit = ability - if harder { shift } else { 0.0 };
                if uniform.draw() < 1.0 / (1.0 + (-logit).exp()) {
                    *answer = 1.0;
                }
            }
            rows.push(row);
            groups.push(group);
        }
        (rows, groups)
    }

    fn column(rows: &[[f64; 16]], question: usize) -> Vec<f64> {
        rows.iter().map(|row| row[question]).collect()
    }

    /// Under the Rasch model ln α is the difference in difficulty.
    #[test]
    fn recovers_a_known_difference() {
        for (shift, seed) in [(0.0, 3), (0.6, 5), (1.0, 7)] {
            let (rows, groups) = rasch(4_000, 16, shift, seed);
            let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
            let strata = Strata::by_level(&totals).expect("valid");
            let result = mantel_haenszel(&column(&rows, 0), &groups, &strata).expect("defined");
            let common = result.common.expect("defined");
            close(common.odds_ratio.ln(), shift, 4.0 * common.se_ln);
            assert!(common.se_ln < 0.09);
        }
    }

    /// Without differences a test at .05 flags about 5 in 100 questions.
    #[test]
    fn false_alarms_stay_at_the_nominal_level() {
        let (mut flagged, mut tested) = (0.0, 0.0);
        for seed in 0..40 {
            let (rows, groups) = rasch(400, 16, 0.0, 1_000 + 2 * seed);
            let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
            let strata = Strata::by_level(&totals).expect("valid");
            for question in 0..16 {
                let item = column(&rows, question);
                let result = mantel_haenszel(&item, &groups, &strata).expect("defined");
                flagged += f64::from(u8::from(result.p < 0.05));
                tested += 1.0;
            }
        }
        let error = (0.05_f64 * 0.95 / tested).sqrt();
        close(flagged / tested, 0.05, 4.0 * error);
    }

    proptest! {
        #[test]
        fn swapping_the_groups_inverts_the_odds_ratio(
            raw in prop::collection::vec(prop::array::uniform4(0..12_usize), 1..6),
        ) {
            let swapped: Vec<[usize; 4]> = raw.iter().map(|t| [t[2], t[3], t[0], t[1]]).collect();
            if let (Ok(x), Ok(y)) = (of(&raw), of(&swapped)) {
                prop_assert!((x.chi2 - y.chi2).abs() < 1e-9 * (1.0 + x.chi2));
                if let (Ok(a), Ok(b)) = (x.common, y.common) {
                    prop_assert!((a.odds_ratio * b.odds_ratio - 1.0).abs() < 1e-9);
                    prop_assert!((a.delta + b.delta).abs() < 1e-9);
                    prop_assert!((a.se_ln - b.se_ln).abs() < 1e-9);
                    prop_assert_eq!(a.class, b.class);
                }
            }
        }
    }
}
