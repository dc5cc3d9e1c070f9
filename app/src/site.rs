//! Public pages: what this is, and the way in.

pub(crate) mod frame;
pub(crate) mod landing;
