//! What could take a question's place: looks through every bank.

use super::{People, Stored, current};
use crate::banks::QuestionPage;
use crate::{Error, Result, Service};
use domain::ids::QuestionVersionId;
use domain::live_use::{BankUse, LiveUse, Offer, Suggestion, Wanted, alerts, replacements};
use domain::question::{Format, QuestionVersion};

/// Suggestions that are shown.
const SHOWN: usize = 5;
/// Assessments that are looked into for what they hold already.
const LOOKED_INTO: usize = 20;

/// A suggestion, and where it is already asked.
#[derive(Debug, Clone)]
pub struct Suggested {
    pub suggestion: Suggestion,
    /// Titles of the assessments that use the old question and hold this one too.
    pub already_in: Vec<String>,
}

/// A bank's present questions with their use.
struct Shelf {
    slug: String,
    locale: String,
    questions: Vec<QuestionVersion>,
    bank_use: BankUse,
}

/// The best suggestions, without those that every assessment that uses the question holds already.
pub(super) async fn suggested(
    service: &Service,
    (page, used): (&QuestionPage, Option<&LiveUse>),
    people: People,
    own: &BankUse,
) -> Result<Vec<Suggested>> {
    let mut tx = service.read().await?;
    let mut shelves = Vec::new();
    for record in tx.banks().await? {
        let own = (record.slug == page.bank.info.id).then(|| own.clone());
        let bank_use = match own {
            Some(own) => own,
            None => {
                let stored = Stored::read(&mut *tx, &record).await?;
                stored.bank_use(people, service.now())
            }
        };
        let info = crate::banks::Bank::from_record(&record)?.info;
        shelves.push(Shelf {
            questions: current(&mut *tx, &record.slug).await?,
            slug: record.slug,
            locale: info.locale,
            bank_use,
        });
    }
    let mut holding = Vec::new();
    for one in page.uses.iter().take(LOOKED_INTO) {
        if let Some(assessment) = tx.assessment(&one.assessment).await? {
            holding.push((assessment.title, assessment.definition));
        }
    }
    drop(tx);
    let version = page.version.clone();
    let locale = page.bank.info.locale.clone();
    let format = used.map_or(version.question.format, |used| used.format);
    let facility = used.and_then(observed);
    tokio::task::spawn_blocking(move || {
        let wanted = Wanted {
            question: &version.question,
            version: version.id,
            locale: &locale,
            format,
            facility,
        };
        let offers: Vec<Offer<'_>> = shelves
            .iter()
            .flat_map(|shelf| shelf.offers(format))
            .collect();
        let ranked = replacements(&wanted, &offers, offers.len());
        let placed = ranked.into_iter().map(|suggestion| Suggested {
            already_in: already_in(&holding, suggestion.version),
            suggestion,
        });
        let everywhere = holding.len();
        placed
            .filter(|one| everywhere == 0 || one.already_in.len() < everywhere)
            .take(SHOWN)
            .collect()
    })
    .await
    .map_err(|cause| Error::internal("suggestions", &cause))
}

impl Shelf {
    fn offers(&self, format: Format) -> impl Iterator<Item = Offer<'_>> {
        self.questions.iter().map(move |version| {
            let uses = self.bank_use.of(version.id, &version.question);
            let same = uses.iter().find(|one| one.format == format);
            Offer {
                question: &version.question,
                version: version.id,
                bank: &self.slug,
                locale: &self.locale,
                facility: same.and_then(observed),
                alerted: !alerts(&uses).is_empty(),
            }
        })
    }
}

/// Its facility once enough attempts are there.
fn observed(one: &LiveUse) -> Option<(f64, u64)> {
    let facility = one.facility.value.ok()?;
    Some((facility, one.facility.n))
}

/// Titles of the definitions that name the version.
fn already_in(holding: &[(String, String)], version: QuestionVersionId) -> Vec<String> {
    let id = version.to_string();
    let named = holding
        .iter()
        .filter(|(_, definition)| definition.contains(&id));
    named.map(|(title, _)| title.clone()).collect()
}
