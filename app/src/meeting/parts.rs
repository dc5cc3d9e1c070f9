//! What the meeting page shows. Views read signals of [`super::handle::Meeting`] and send events; they
//! know neither sockets nor peer connections.

mod connection;
mod device_menus;
mod ending;
mod inside;
mod level;
mod notices;
mod panel;
mod panels;
mod people;
mod prejoin;
pub(super) mod room;
mod settings;
pub(super) mod showcase;
mod stage;
mod switch;
mod tile;
mod toolbar;
mod voices;
