//! What every link keeps, whatever it is like.

mod always;
mod shapes;
