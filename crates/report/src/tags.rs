//! The document's structure for people who listen to it: headings, paragraphs, lists, tables and figures in reading
//! order. Leaves own marked content on pages, branches own other elements. Written into the PDF by `finish`.

/// A structure element's place in [`Tags`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node(pub usize);

/// The standard structure types reports use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Document,
    H1,
    H2,
    H3,
    P,
    Note,
    List,
    Item,
    ItemBody,
    Table,
    Row,
    ColumnHead,
    RowHead,
    Cell,
    Figure,
}

impl Role {
    /// Name in the PDF standard.
    pub fn name(self) -> &'static str {
        match self {
            Role::Document => "Document",
            Role::H1 => "H1",
            Role::H2 => "H2",
            Role::H3 => "H3",
            Role::P => "P",
            Role::Note => "Div",
            Role::List => "L",
            Role::Item => "LI",
            Role::ItemBody => "LBody",
            Role::Table => "Table",
            Role::Row => "TR",
            Role::ColumnHead | Role::RowHead => "TH",
            Role::Cell => "TD",
            Role::Figure => "Figure",
        }
    }
}

/// One element.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub role: Role,
    pub parent: Option<Node>,
    /// What a figure says in words.
    pub alt: Option<String>,
    /// Columns a table cell spans.
    pub columns: usize,
}

/// The tree, elements in reading order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tags {
    elements: Vec<Element>,
}

impl Default for Tags {
    fn default() -> Self {
        let root = Element {
            role: Role::Document,
            parent: None,
            alt: None,
            columns: 1,
        };
        Self {
            elements: vec![root],
        }
    }
}

impl Tags {
    pub const ROOT: Node = Node(0);

    /// Adds an element as the last one under `parent`.
    pub fn add(&mut self, parent: Node, role: Role) -> Node {
        self.push(Element {
            role,
            parent: Some(parent),
            alt: None,
            columns: 1,
        })
    }

    /// Adds a figure with its description.
    pub fn figure(&mut self, parent: Node, alt: &str) -> Node {
        self.push(Element {
            role: Role::Figure,
            parent: Some(parent),
            alt: Some(alt.into()),
            columns: 1,
        })
    }

    /// Adds a table cell that spans `columns`.
    pub fn cell(&mut self, row: Node, role: Role, columns: usize) -> Node {
        self.push(Element {
            role,
            parent: Some(row),
            alt: None,
            columns,
        })
    }

    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    fn push(&mut self, element: Element) -> Node {
        self.elements.push(element);
        Node(self.elements.len() - 1)
    }
}
