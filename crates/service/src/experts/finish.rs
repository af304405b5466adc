//! Finishing: the last look at what is rated and what is not, and the end.

use super::{Mark, Standing, marks, over, plan, rating, standing};
use crate::audit::Line;
use crate::principal::Expert;
use crate::{Error, Result, Service};

/// What finishing will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    pub panel: String,
    pub rated: usize,
    /// Numbers, from 1, of questions that are not rated in full.
    pub open: Vec<usize>,
}

/// What stands before the end.
///
/// # Errors
/// [`Error::Refused`] before the beginning, [`Error::Conflict`] after the end.
pub async fn closing(service: &Service, expert: &Expert) -> Result<Closing> {
    rating(expert)?;
    let ratings = service
        .read()
        .await?
        .ratings_of_expert(&expert.record.id)
        .await?;
    let marks = marks(&plan(expert)?, &ratings);
    let rated = marks.iter().filter(|mark| **mark == Mark::Rated).count();
    let open = (1..).zip(&marks).filter(|(_, mark)| **mark != Mark::Rated);
    Ok(Closing {
        panel: expert.panel.title.clone(),
        rated,
        open: open.map(|(number, _)| number).collect(),
    })
}

/// Ends the rating; doing it twice does it once. Questions that are not rated in full count without this expert.
///
/// # Errors
/// [`Error::Refused`] with nothing rated in full; [`Error::Conflict`] in a closed panel.
pub async fn finish(service: &Service, expert: &Expert) -> Result<()> {
    if standing(expert) == Standing::Finished {
        return Ok(());
    }
    let plan = plan(expert)?;
    let (id, now) = (expert.record.id.clone(), service.now());
    let (panel, line) = (expert.panel.title.clone(), Line::server(service, "expert"));
    service
        .write(move |tx| {
            Box::pin(async move {
                let marks = marks(&plan, &tx.ratings_of_expert(&id).await?);
                let rated = marks.iter().filter(|mark| **mark == Mark::Rated).count();
                if rated == 0 {
                    return Err(Error::Refused(
                        "Rate at least one question before you finish.".into(),
                    ));
                }
                if !tx.finish_expert(&id, now).await? {
                    let now = tx.expert(&id).await?;
                    let done = now.is_some_and(|expert| expert.state == "finished");
                    return if done { Ok(()) } else { Err(over()) };
                }
                let detail = format!("{rated} of {} questions rated; {id}", marks.len());
                line.write(tx, "panel.finish", &panel, None, &detail).await
            })
        })
        .await
}
