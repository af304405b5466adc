//! Making an account, by an admin or from the command line. Its person chooses the password, unless one is given.

use super::{NO_ROLE, checked_name, in_words, password};
use crate::audit::Line;
use crate::jobs::{self, Enqueue, Job};
use crate::ports::{AccountRecord, Tx};
use crate::principal::{Admin, Roles};
use crate::{Error, FieldError, Result, Service};
use domain::ids::AccountId;
use domain::time::{DAY, Timestamp};
use secrecy::SecretString;

/// How long the first link of a new account works.
const WELCOME_MILLIS: i64 = 7 * DAY;

/// An account to make. Without a password its person gets a mail with a link to choose one.
pub struct NewAccount {
    pub name: String,
    pub email: String,
    pub roles: Roles,
    pub password: Option<SecretString>,
}

/// An account whose fields were checked, but whose password is not hashed yet.
pub(super) struct Draft {
    name: String,
    email: String,
    roles: Roles,
    password: Option<SecretString>,
}

impl Draft {
    pub(super) fn check(
        name: String,
        email: String,
        roles: Roles,
        password: Option<SecretString>,
    ) -> Result<Self> {
        let mut errors = Vec::new();
        let mut add = |field: &str, message: &str| {
            errors.push(FieldError {
                field: field.to_owned(),
                message: message.to_owned(),
            });
        };
        let name = checked_name(&name)
            .inspect_err(|message| add("name", message))
            .ok();
        let parsed = exchange::people::normalise_email(&email).ok();
        if parsed.is_none() {
            add("email", "Enter an e-mail address such as name@example.org.");
        }
        if roles == Roles::default() {
            add("roles", NO_ROLE);
        }
        if let Some(fault) = password
            .as_ref()
            .and_then(|password| password::fault(password, &email))
        {
            add("password", fault);
        }
        match (name, parsed) {
            (Some(name), Some(email)) if errors.is_empty() => Ok(Self {
                name,
                email,
                roles,
                password,
            }),
            _ => Err(Error::Invalid(errors)),
        }
    }

    /// The record to insert, with a new id. An empty hash fits no password.
    pub(super) async fn hashed(self, service: &Service) -> Result<AccountRecord> {
        let password_hash = match self.password {
            Some(password) => password::hash(service, password).await?,
            None => String::new(),
        };
        let now = service.now();
        Ok(AccountRecord {
            id: service.new_uuid().to_string(),
            email_folded: self.email.to_lowercase(),
            email: self.email,
            name: self.name,
            roles: self.roles,
            disabled: false,
            reset_generation: 1,
            reset_expires_at: password_hash.is_empty().then(|| now.plus(WELCOME_MILLIS)),
            password_hash,
            created_at: now,
            password_changed_at: now,
        })
    }
}

/// Makes an account.
///
/// # Errors
/// [`Error::Invalid`] on `name`, `email`, `roles`, `password`.
pub async fn create_account(
    service: &Service,
    admin: &Admin,
    input: NewAccount,
) -> Result<AccountId> {
    create(service, Line::by(service, admin), input).await
}

/// The same for whoever runs the program on its server.
///
/// # Errors
/// See [`create_account`].
pub async fn create_from_command_line(
    service: &Service,
    email: &str,
    name: &str,
    password: &str,
    roles: Roles,
) -> Result<AccountId> {
    let input = NewAccount {
        name: name.to_owned(),
        email: email.to_owned(),
        roles,
        password: Some(password.into()),
    };
    create(service, Line::server(service, "command line"), input).await
}

async fn create(service: &Service, line: Line, input: NewAccount) -> Result<AccountId> {
    let draft = Draft::check(input.name, input.email, input.roles, input.password)?;
    let account = draft.hashed(service).await?;
    let (job, now) = (service.new_uuid(), service.now());
    let id = account
        .id
        .parse()
        .map_err(|cause: uuid::Error| Error::internal("new id", &cause))?;
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.insert_account(&account).await? {
                    return Err(Error::field(
                        "email",
                        "There is an account with this e-mail address already.",
                    ));
                }
                if account.password_hash.is_empty() {
                    queue_link(tx, job, now, &account.id).await?;
                }
                line.write(
                    tx,
                    "account.create",
                    &account.email,
                    None,
                    &in_words(account.roles),
                )
                .await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(id)
}

/// Queues the mail with the link to choose a password.
pub(super) async fn queue_link(
    tx: &mut dyn Tx,
    job: uuid::Uuid,
    now: Timestamp,
    account: &str,
) -> Result<()> {
    let how = Enqueue {
        dedup_key: Some(format!("password:{account}")),
        ..Enqueue::default()
    };
    jobs::enqueue(
        tx,
        job,
        now,
        &Job::PasswordResetMail {
            account: account.to_owned(),
        },
        how,
    )
    .await
}
