//! Closing a panel, so that its ratings stand still and a key can be taken over; and opening it again while none was.

use super::found;
use crate::audit::Line;
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::ids::PanelId;

/// Closes a panel: links stop working, ratings stand still.
///
/// # Errors
/// [`Error::Refused`] when it is closed already; [`Error::NotFound`].
pub async fn close(service: &Service, admin: &Admin, panel: PanelId) -> Result<()> {
    let (now, by, line) = (
        service.now(),
        admin.name().to_owned(),
        Line::by(service, admin),
    );
    service
        .write(move |tx| {
            Box::pin(async move {
                let panel = found(tx, panel).await?;
                if !tx.close_panel(&panel.id, &by, now).await? {
                    return Err(Error::Refused("This panel is closed already.".into()));
                }
                line.write(tx, "panel.close", &panel.title, None, &panel.id)
                    .await
            })
        })
        .await
}

/// Opens a panel again: the same links work, and those who have not finished can go on.
///
/// # Errors
/// [`Error::Refused`] when it is open, or a key was taken over from it; [`Error::NotFound`].
pub async fn reopen(service: &Service, admin: &Admin, panel: PanelId) -> Result<()> {
    let line = Line::by(service, admin);
    service
        .write(move |tx| {
            Box::pin(async move {
                let panel = found(tx, panel).await?;
                if !tx.reopen_panel(&panel.id).await? {
                    return Err(Error::Refused(
                        "A panel whose key was taken over stays closed: its ratings are the evidence.".into(),
                    ));
                }
                line.write(tx, "panel.reopen", &panel.title, None, &panel.id).await
            })
        })
        .await
}
