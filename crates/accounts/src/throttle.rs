//! Slows down whoever tries too often. In memory: a restart forgives, and nothing is written for a guess.

use domain::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;

/// Entries kept before those that no longer matter are thrown out.
const CROWD: usize = 10_000;

/// How often something may be tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// Attempts that may come at once.
    pub(crate) burst: u32,
    /// The time in which one attempt is earned back.
    pub(crate) every: Duration,
    /// Attempts during a wait double it, up to this.
    pub(crate) longest: Duration,
}

/// Attempts by key (generic cell rate algorithm: one moment a key says everything).
#[derive(Debug)]
pub(crate) struct Throttle {
    rule: Rule,
    keys: Mutex<HashMap<Box<str>, Entry>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// When all attempts will have been earned back.
    full_at: Timestamp,
    refusals: u32,
}

impl Throttle {
    pub(crate) fn new(rule: Rule) -> Self {
        Self {
            rule,
            keys: Mutex::default(),
        }
    }

    /// Takes one attempt, or says how long to wait.
    pub(crate) fn attempt(&self, key: &str, now: Timestamp) -> Result<(), Duration> {
        let Rule {
            burst,
            every,
            longest,
        } = self.rule;
        let mut keys = self.keys.lock().unwrap_or_else(|e| e.into_inner());
        if keys.len() >= CROWD {
            keys.retain(|_, entry| entry.full_at > now);
        }
        let entry = keys.entry(key.into()).or_insert(Entry {
            full_at: now,
            refusals: 0,
        });
        if entry.full_at <= now {
            *entry = Entry {
                full_at: now,
                refusals: 0,
            };
        }
        // An attempt may be made while no more than `burst - 1` are owed.
        let allowed = every * (burst - 1);
        let wait = entry.full_at.since(now).saturating_sub(allowed);
        if wait.is_zero() {
            entry.full_at = entry.full_at.plus(every);
            return Ok(());
        }
        let penalty = every.saturating_mul(1 << entry.refusals.min(10));
        let wait = wait.saturating_add(penalty).min(longest.max(every));
        entry.refusals += 1;
        entry.full_at = now.plus(allowed).plus(wait);
        Err(wait)
    }

    /// Forgets a key that has proven itself.
    pub(crate) fn forgive(&self, key: &str) {
        self.keys.lock().unwrap_or_else(|e| e.into_inner()).remove(key);
    }
}

/// Who an address stands for: itself in IPv4, its /64 in IPv6, where one customer has that many.
pub(crate) fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        burst: 5,
        every: Duration::from_secs(12),
        longest: Duration::from_secs(60),
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_800_000_000 + seconds)
    }

    #[test]
    fn five_at_once_and_five_a_minute() {
        let throttle = Throttle::new(RULE);
        for _ in 0..5 {
            assert!(throttle.attempt("a", at(0)).is_ok());
        }
        assert!(throttle.attempt("a", at(0)).is_err());
        assert!(throttle.attempt("b", at(0)).is_ok(), "others are not concerned");

        let steady = Throttle::new(RULE);
        for _ in 0..5 {
            assert!(steady.attempt("a", at(0)).is_ok());
        }
        for n in 1..20 {
            assert!(steady.attempt("a", at(12 * n)).is_ok(), "{n}");
        }
    }

    #[test]
    fn going_on_makes_the_wait_longer_but_not_endless() {
        let throttle = Throttle::new(RULE);
        for _ in 0..5 {
            assert!(throttle.attempt("a", at(0)).is_ok());
        }
        let first = throttle.attempt("a", at(0)).unwrap_err();
        let second = throttle.attempt("a", at(0)).unwrap_err();
        assert!(second > first);
        let mut last = second;
        for _ in 0..50 {
            last = throttle.attempt("a", at(0)).unwrap_err();
        }
        assert_eq!(last, RULE.longest);
        assert!(throttle.attempt("a", at(59)).is_err());
    }

    #[test]
    fn who_waits_as_told_may_try_again() {
        let throttle = Throttle::new(RULE);
        for _ in 0..5 {
            assert!(throttle.attempt("a", at(0)).is_ok());
        }
        let wait = throttle.attempt("a", at(0)).unwrap_err();
        assert!(throttle.attempt("a", at(0).plus(wait)).is_ok());
    }

    #[test]
    fn a_success_forgives() {
        let throttle = Throttle::new(RULE);
        while throttle.attempt("a", at(0)).is_ok() {}
        throttle.forgive("a");
        assert!(throttle.attempt("a", at(0)).is_ok());
    }

    #[test]
    fn a_crowd_is_forgotten_when_it_no_longer_matters() {
        let throttle = Throttle::new(RULE);
        for n in 0..CROWD {
            assert!(throttle.attempt(&n.to_string(), at(0)).is_ok());
        }
        assert!(throttle.attempt("late", at(100)).is_ok());
        assert_eq!(throttle.keys.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_network_of_ipv6_is_one_visitor() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
