//! What pages and server functions find in their context.
