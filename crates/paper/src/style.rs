//! What the operator can say about all documents.

/// How a document is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Style {
    /// A sentence in a band at the top of the first page, such as "Sandbox: not a demand for payment".
    pub notice: Option<String>,
}
