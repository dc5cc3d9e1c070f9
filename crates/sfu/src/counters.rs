//! What a shard counts. The media thread counts in plain integers and publishes copies now and then, so
//! that no packet waits for a shared cache line.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Counts of one shard since it began; `legs`, `rooms` and `connections` are present numbers.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct Counters {
            $($(#[$doc])* pub $name: u64,)+
        }

        /// Copies of a shard's counters that other threads may read.
        #[derive(Debug, Default)]
        pub(crate) struct Published {
            $($name: AtomicU64,)+
        }

        impl Published {
            /// Makes the present counts visible.
            pub(crate) fn publish(&self, counters: &Counters) {
                $(self.$name.store(counters.$name, Ordering::Relaxed);)+
            }

            /// The counts published last.
            pub(crate) fn read(&self) -> Counters {
                Counters { $($name: self.$name.load(Ordering::Relaxed),)+ }
            }
        }

        impl Counters {
            /// Names and values, for a metrics page.
            pub fn entries(&self) -> impl Iterator<Item = (&'static str, u64)> {
                [$((stringify!($name), self.$name),)+].into_iter()
            }
        }
    };
}

counters! {
    /// Datagrams received.
    packets_in,
    /// Bytes received.
    bytes_in,
    /// Media packets forwarded.
    packets_forwarded,
    /// Media packets retransmitted for subscribers.
    packets_repeated,
    /// Media packets given to other shards.
    packets_crossed,
    /// Packets sent to find out whether more would get through.
    packets_probing,
    /// Datagrams sent, of every kind.
    packets_out,
    /// Bytes sent.
    bytes_out,
    /// Packets asked for again at publishers.
    nacks_sent,
    /// Groups of pictures sent to those who came just after their keyframe.
    groups_replayed,
    /// Keyframes asked for at publishers.
    keyframes_requested,
    /// Commands taken.
    commands,
    /// Legs now.
    legs,
    /// Rooms now.
    rooms,
    /// TCP connections now.
    connections,
    /// TCP connections that were refused, or given up for others, before they proved anything.
    connections_refused,
    /// Dropped: no kind of packet we know.
    dropped_unknown,
    /// Dropped: STUN that is malformed, for nobody here, or with a wrong integrity.
    dropped_stun,
    /// Dropped: from an address that ICE did not validate.
    dropped_address,
    /// Dropped: too short, cut, or of an unannounced stream.
    dropped_malformed,
    /// Dropped: seen already or too old.
    dropped_replayed,
    /// Dropped: tag wrong.
    dropped_not_authentic,
    /// Dropped: the handshake threads are behind.
    dropped_handshake,
    /// Dropped: another shard took no more.
    dropped_across,
    /// Dropped: the socket took no more.
    dropped_send,
    /// Dropped: a TCP connection took no more, or was closed.
    dropped_connection,
    /// Dropped: events that nobody collected.
    dropped_events,
}
