//! Prices are configuration, and a wrong one is explained before anything is billed by it.

use crate::world::*;
use billing::{Catalogue, Error, Mistake, Offer, PlanKey, PlanVersion, RateCard};
use domain::{CountBy, Currency, Money};

fn rates() -> Vec<RateCard> {
    vec![Catalogue::default().rates(day("2026-01-01")).clone()]
}

fn mistakes(plans: Vec<PlanVersion>, rates: Vec<RateCard>) -> Vec<Mistake> {
    match Catalogue::new(Currency::USD, plan("dev"), plans, rates) {
        Err(Error::Catalogue(mistakes)) => mistakes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_default_has_the_prices_of_the_contract() {
    let catalogue = Catalogue::default();
    let plans: Vec<_> = catalogue
        .plans()
        .iter()
        .map(|it| {
            (
                it.key.to_string(),
                it.price.to_string(),
                it.included,
                it.overage.to_string(),
            )
        })
        .collect();
    let row = |key: &str, price: &str, mau| (key.to_owned(), price.to_owned(), mau, "0.99".to_owned());
    assert_eq!(
        plans,
        [
            row("dev@1", "0.00 USD", 25),
            row("basic@1", "99.00 USD", 300),
            row("standard@1", "499.00 USD", 1_500),
            row("business@1", "999.00 USD", 3_000)
        ]
    );
    assert_eq!(catalogue.currency(), Currency::USD);
    assert_eq!(catalogue.sign_up(), &plan("dev"));
    // What is written as the default passes the checks of everything that is read.
    let json = serde_json::to_string(&catalogue).unwrap();
    assert_eq!(serde_json::from_str::<Catalogue>(&json).unwrap(), catalogue);
}

#[test]
fn every_mistake_is_named_at_once() {
    let mut plans = Catalogue::default().plans().to_vec();
    plans[0].offer = Offer::Retired;
    plans[1].title = " ".into();
    plans[2].price = usd(-1);
    plans[3].price = Money::zero("EUR".parse().unwrap());
    plans.push(plans[2].clone());
    let mut late = rates().remove(0);
    late.from = day("2026-01-01");
    let found = mistakes(plans, vec![late.clone(), late]);
    assert_eq!(
        found,
        [
            Mistake::NoTitle(plan("basic")),
            Mistake::NegativePrice(plan("standard")),
            Mistake::OtherCurrency {
                plan: plan("business"),
                expected: Currency::USD,
                found: "EUR".parse().unwrap()
            },
            Mistake::PlanTwice(plan("standard")),
            Mistake::NegativePrice(plan("standard")),
            Mistake::SignUpNotOffered(plan("dev")),
            Mistake::NoRates(day("2026-01-01")),
            Mistake::RatesTwice(day("2026-01-01")),
        ]
    );
    assert_eq!(
        mistakes(Vec::new(), Vec::new()),
        [Mistake::NoSignUpPlan(plan("dev")), Mistake::NoRatesAtAll]
    );
}

#[test]
fn a_mistake_in_the_configuration_is_read_as_a_sentence() {
    let json = serde_json::to_string(&Catalogue::default()).unwrap();
    let wrong = json.replace("\"sign_up\":\"dev@1\"", "\"sign_up\":\"free@1\"");
    let error = serde_json::from_str::<Catalogue>(&wrong).unwrap_err().to_string();
    assert!(
        error.contains("customers sign up on free@1, but there is no such plan"),
        "{error}"
    );
    let unknown = json.replace("\"overage\"", "\"overrage\"");
    assert!(serde_json::from_str::<Catalogue>(&unknown).is_err());
}

#[test]
fn plans_are_named_in_one_way() {
    for text in [
        "basic", "basic@", "basic@x", "basic@01", "basic@+1", "Basic@1", "@1", "a b@1", "a@1@2",
    ] {
        assert!(text.parse::<PlanKey>().is_err(), "{text}");
    }
    assert!(format!("{}@1", "a".repeat(65)).parse::<PlanKey>().is_err());
    let key: PlanKey = "enterprise-acme-2@17".parse().unwrap();
    assert_eq!(
        (key.name(), key.version(), key.to_string().as_str()),
        ("enterprise-acme-2", 17, "enterprise-acme-2@17")
    );
    assert!(format!("{}@0", "a".repeat(64)).parse::<PlanKey>().is_ok());
}

fn changed(change: impl FnOnce(&mut Vec<PlanVersion>, &mut Vec<RateCard>)) -> Result<(), Error> {
    let default = Catalogue::default();
    let (mut plans, mut rates) = (default.plans().to_vec(), rates());
    change(&mut plans, &mut rates);
    Catalogue::new(Currency::USD, plan("dev"), plans, rates)
        .unwrap()
        .succeeds(&default, day("2026-06-01"))
}

#[test]
fn versions_and_rates_can_be_added_and_plans_retired() {
    let added = changed(|plans, rates| {
        plans[1].offer = Offer::Retired;
        plans.push(PlanVersion {
            key: plan("basic@2"),
            price: usd(12_900),
            ..plans[1].clone()
        });
        rates.push(RateCard {
            from: day("2027-01-01"),
            ..rates[0].clone()
        });
    });
    assert_eq!(added, Ok(()));
}

#[test]
fn what_an_active_user_is_can_change_with_a_later_cycle() {
    let built_in = Catalogue::default();
    assert!(built_in.counts_by(CountBy::Device));
    assert!(!built_in.counts_by(CountBy::Person));
    let mut rates = rates();
    rates.push(RateCard {
        from: day("2027-01-01"),
        count_by: CountBy::Person,
        ..rates[0].clone()
    });
    let both = Catalogue::new(Currency::USD, plan("dev"), built_in.plans().to_vec(), rates).unwrap();
    assert!(both.counts_by(CountBy::Device) && both.counts_by(CountBy::Person));
    assert_eq!(both.rates(day("2026-12-31")).count_by, CountBy::Device);
    assert_eq!(both.rates(day("2027-01-01")).count_by, CountBy::Person);
}

#[test]
fn what_customers_are_billed_by_never_changes() {
    let changed_plan = Err(Error::Catalogue(vec![Mistake::PlanChanged(plan("basic"))]));
    assert_eq!(changed(|plans, _| plans[1].price = usd(1)), changed_plan);
    assert_eq!(changed(|plans, _| plans[1].included = 1), changed_plan);
    assert_eq!(
        changed(|plans, _| plans[1].overage = "1".parse().unwrap()),
        changed_plan
    );
    assert_eq!(changed(|plans, _| plans[1].title = "Small".into()), changed_plan);
    let gone = changed(|plans, _| drop(plans.remove(1)));
    assert_eq!(
        gone,
        Err(Error::Catalogue(vec![Mistake::PlanGone(plan("basic"))]))
    );
    let rates = changed(|_, rates| rates[0].recording = "0.02".parse().unwrap());
    assert_eq!(
        rates,
        Err(Error::Catalogue(vec![
            Mistake::RatesChanged(day("1970-01-01")),
            Mistake::RatesInThePast(day("1970-01-01"))
        ]))
    );
}

#[test]
fn new_rates_begin_after_those_that_are_in_use() {
    let with = |days: &[&str]| {
        let cards = days
            .iter()
            .map(|from| RateCard {
                from: day(from),
                ..rates().remove(0)
            })
            .collect();
        Catalogue::new(
            Currency::USD,
            plan("dev"),
            Catalogue::default().plans().to_vec(),
            cards,
        )
        .unwrap()
    };
    let used = with(&["1970-01-01", "2026-06-01"]);
    let today = day("2026-03-08");
    assert_eq!(used.succeeds(&used, today), Ok(()));
    let after = with(&["1970-01-01", "2026-06-01", "2026-06-02"]);
    assert_eq!(after.succeeds(&used, today), Ok(()));
    assert_eq!(after.succeeds(&used, day("2026-06-01")), Ok(()));
    let past = |on| Err(Error::Catalogue(vec![Mistake::RatesInThePast(day(on))]));
    assert_eq!(after.succeeds(&used, day("2026-06-02")), past("2026-06-02"));
    let between = with(&["1970-01-01", "2026-05-31", "2026-06-01"]);
    assert_eq!(between.succeeds(&used, today), past("2026-05-31"));
}

#[test]
fn the_currency_stays() {
    let euro: Currency = "EUR".parse().unwrap();
    let mut plans = Catalogue::default().plans().to_vec();
    for plan in &mut plans {
        plan.price = Money::new(plan.price.cents(), euro);
    }
    let euros = Catalogue::new(euro, plan("dev"), plans, rates()).unwrap();
    let Err(Error::Catalogue(mistakes)) = euros.succeeds(&Catalogue::default(), day("2026-06-01")) else {
        panic!()
    };
    assert_eq!(mistakes[0], Mistake::CurrencyChanged(Currency::USD, euro));
}
