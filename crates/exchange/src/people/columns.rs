//! Which column is which: by the words of a header, or by where the address stands.

/// Header words, without case, spaces and punctuation.
const EMAIL: [&str; 7] = [
    "email",
    "emailaddress",
    "mail",
    "mailaddress",
    "emailid",
    "candidateemail",
    "applicantemail",
];
const NAME: [&str; 7] = [
    "name",
    "fullname",
    "candidate",
    "candidatename",
    "applicant",
    "applicantname",
    "displayname",
];
const FIRST: [&str; 5] = ["first", "firstname", "givenname", "forename", "givennames"];
const LAST: [&str; 5] = ["last", "lastname", "surname", "familyname", "secondname"];

/// What the columns of a table mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Columns {
    pub email: Option<usize>,
    pub name: Option<usize>,
    pub first: Option<usize>,
    pub last: Option<usize>,
    /// Cells that mean none of these.
    pub ignored: Vec<String>,
}

impl Columns {
    /// The columns of a header; `None` where the row is none: no known word, or an address in it.
    pub fn of(header: &[&str]) -> Option<Self> {
        if header.iter().any(|cell| cell.contains('@')) {
            return None;
        }
        let mut columns = Self::default();
        for (index, cell) in header.iter().enumerate() {
            let word: String = cell
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            let slot = match word.as_str() {
                word if EMAIL.contains(&word) => &mut columns.email,
                word if NAME.contains(&word) => &mut columns.name,
                word if FIRST.contains(&word) => &mut columns.first,
                word if LAST.contains(&word) => &mut columns.last,
                "" => continue,
                _ => {
                    columns.ignored.push(cell.trim().to_owned());
                    continue;
                }
            };
            // The first column of a kind counts.
            slot.get_or_insert(index);
        }
        let known = [columns.email, columns.name, columns.first, columns.last];
        known.iter().any(Option::is_some).then_some(columns)
    }

    /// The name in a row: the name column, else first and last name.
    pub fn name(&self, cells: &[&str]) -> String {
        let cell = |column: Option<usize>| {
            column
                .and_then(|index| cells.get(index))
                .copied()
                .unwrap_or("")
                .trim()
        };
        let whole = cell(self.name);
        if whole.is_empty() {
            format!("{} {}", cell(self.first), cell(self.last))
                .trim()
                .to_owned()
        } else {
            whole.to_owned()
        }
    }
}
