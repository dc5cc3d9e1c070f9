//! Which foreign sources a provider's form needs in the page's content security policy.

/// Sources to add to one directive, on the pages that show the form and on no other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CspEntry {
    /// The directive, such as `frame-src`.
    pub directive: &'static str,
    /// The sources, in the policy's own notation.
    pub sources: &'static [&'static str],
}
