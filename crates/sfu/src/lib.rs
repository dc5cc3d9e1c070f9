//! Media: packets in, packets out. Knows neither HTTP nor SQL nor SDP.

pub mod api;
