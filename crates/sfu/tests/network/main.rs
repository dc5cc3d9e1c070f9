//! Rooms over bad networks, wholly in memory and in simulated time: the media plane, pages played by str0m,
//! and between each of them and the media plane a way that delays, loses and throttles.

mod camera;
mod curves;
mod decoder;
mod handshake;
mod page;
mod race;
mod repair;
mod room;
mod scenarios;
mod voice;
mod world;
