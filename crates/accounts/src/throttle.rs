//! Slows down whoever tries too often. In memory: a restart forgives, and nothing is written for a guess.

use crate::crowd;
use domain::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;

/// How often something may be tried.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Attempts that may come at once; at least 1.
    pub burst: u32,
    /// The time in which one attempt is earned back.
    pub every: Duration,
}

impl Rule {
    /// `burst` attempts at once, and then one in `every` seconds.
    #[must_use]
    pub const fn new(burst: u32, every: u64) -> Self {
        Self {
            burst,
            every: Duration::from_secs(every),
        }
    }

    /// So many times as much in the same time.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            burst: self.burst * times,
            every: self.every / times,
        }
    }
}

/// Attempts by key (generic cell rate algorithm: one moment a key says everything).
///
/// A refused attempt costs nothing: whoever waits as long as he is told may try again, whatever others
/// have tried meanwhile under the same key.
#[derive(Debug)]
pub struct Throttle {
    rule: Rule,
    /// When all attempts will have been earned back.
    keys: Mutex<HashMap<Box<str>, Timestamp>>,
}

impl Throttle {
    /// Nobody has tried yet.
    #[must_use]
    pub fn new(rule: Rule) -> Self {
        Self {
            rule,
            keys: Mutex::default(),
        }
    }

    /// Takes one attempt.
    ///
    /// # Errors
    /// How long to wait for the next one, if there is none.
    pub fn attempt(&self, key: &str, now: Timestamp) -> Result<(), Duration> {
        let Rule { burst, every } = self.rule;
        let mut keys = self.keys.lock().unwrap_or_else(|e| e.into_inner());
        let full_at = crowd::place(&mut keys, key, now);
        // An attempt may be made while no more than `burst - 1` are owed.
        let allowed = every * burst.saturating_sub(1);
        let wait = full_at.since(now).saturating_sub(allowed);
        if wait.is_zero() {
            *full_at = (*full_at).max(now).plus(every);
            return Ok(());
        }
        Err(wait)
    }

    /// Forgets a key that has proven itself.
    pub fn forgive(&self, key: &str) {
        self.keys.lock().unwrap_or_else(|e| e.into_inner()).remove(key);
    }
}

/// Who an address stands for: itself in IPv4, its /64 in IPv6, where one customer has that many.
#[must_use]
pub fn address_key(address: IpAddr) -> String {
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

    const RULE: Rule = Rule::new(5, 12);

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
        assert!(steady.attempt("a", at(12 * 1_000)).is_ok(), "long after");
    }

    #[test]
    fn refused_attempts_do_not_make_the_wait_longer() {
        let throttle = Throttle::new(RULE);
        for _ in 0..5 {
            assert!(throttle.attempt("a", at(0)).is_ok());
        }
        let wait = throttle.attempt("a", at(0)).unwrap_err();
        assert_eq!(wait, RULE.every);
        for second in 0..12 {
            for _ in 0..50 {
                assert!(throttle.attempt("a", at(second)).is_err());
            }
        }
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
    fn a_hundred_times_as_much_is_as_even() {
        let throttle = Throttle::new(RULE.times(100));
        for _ in 0..500 {
            assert!(throttle.attempt("a", at(0)).is_ok());
        }
        assert_eq!(throttle.attempt("a", at(0)), Err(Duration::from_millis(120)));
    }

    #[test]
    fn a_crowd_has_an_end() {
        let throttle = Throttle::new(RULE);
        for n in 0..crowd::MOST + 10 {
            assert!(throttle.attempt(&n.to_string(), at(0)).is_ok());
        }
        assert!(throttle.keys.lock().unwrap().len() <= crowd::MOST);
    }

    #[test]
    fn a_network_of_ipv6_is_one_visitor() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
