//! The bill: every line that should exist.

use crate::months::{Month, MonthStep, Upgrade};
use crate::overage::Overage;
use crate::{AddOn, Catalogue, Cause, CycleUsage, DAYS, History, Item, Line, Period, Quantity, Rate, Result};
use crate::{PlanVersion, Usage, remaining_days};
use domain::{Currency, Date, Money, MoneyError, Timestamp};

/// What falls due on one day: the lines of one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day: the sign-up or an anchor.
    pub on: Date,
    /// The lines, in the order of the invoice (contract §5.2): arrears of the cycle that is over, then
    /// upgrades, then the plan of the next cycle.
    pub lines: Vec<Line>,
}

impl Due {
    /// The sum of the lines.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn total(&self, currency: Currency) -> Result<Money, MoneyError> {
        Money::sum(self.lines.iter().map(|line| line.amount), currency)
    }

    /// Whether there is nothing to pay and nothing to give back. No invoice is written for that.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.lines.iter().all(|line| line.amount.is_zero())
    }
}

/// Every invoice that should exist by `now`, from the first on. Entries and cycles after `now` do not
/// count; nothing else decides but the arguments.
///
/// # Errors
/// [`crate::Error::UnknownPlan`] if the catalogue is not that of the history, [`crate::Error::Money`] if
/// an amount is too large.
pub fn bill(catalogue: &Catalogue, history: &History, usage: &Usage, now: Timestamp) -> Result<Vec<Due>> {
    if now < history.entries()[0].at {
        return Ok(Vec::new());
    }
    let timeline = history.timeline(catalogue, now)?;
    let mut dues = Vec::with_capacity(timeline.months.len() + 1);
    let mut previous: Option<&Month<'_>> = None;
    for month in &timeline.months {
        let writer = Writer {
            catalogue,
            on: month.cycle.start,
        };
        let mut lines = previous.map_or(Ok(Vec::new()), |month| writer.arrears(month, history, usage))?;
        lines.push(writer.plan(month)?);
        dues.push(Due { on: writer.on, lines });
        previous = Some(month);
    }
    if let (true, Some(last)) = (timeline.over, previous) {
        let writer = Writer {
            catalogue,
            on: last.cycle.end,
        };
        let lines = writer.arrears(last, history, usage)?;
        dues.push(Due { on: writer.on, lines });
    }
    Ok(dues)
}

/// Writes the lines of one day.
struct Writer<'a> {
    catalogue: &'a Catalogue,
    on: Date,
}

impl Writer<'_> {
    /// What the cycle that is over owes.
    fn arrears(&self, month: &Month<'_>, history: &History, usage: &Usage) -> Result<Vec<Line>> {
        let used = usage.cycle(month.cycle.start);
        let mut lines = vec![self.add_on(AddOn::SipIn, month, used)?];
        for (each, devices) in Overage::of(month, used).billed {
            lines.push(self.overage(each, devices, month)?);
        }
        for add_on in AddOn::ALL.into_iter().skip(1) {
            lines.push(self.add_on(add_on, month, used)?);
        }
        for step in &month.steps {
            if let MonthStep::Upgrade(upgrade) = step {
                lines.extend(self.upgrade(upgrade, month, history.anchor())?);
            }
        }
        Ok(lines)
    }

    fn add_on(&self, add_on: AddOn, month: &Month<'_>, used: Option<&CycleUsage>) -> Result<Line> {
        let each = self.catalogue.rates(month.cycle.start).minute(add_on);
        let minutes = signed(used.map_or(0, |used| used.minutes_of(add_on)))?;
        Ok(Line {
            due: self.on,
            item: Item::AddOn { add_on },
            text: add_on.title().to_owned(),
            period: month.cycle.into(),
            quantity: Quantity::Minutes(minutes),
            each,
            amount: each.times(minutes, self.catalogue.currency())?,
            cause: Cause::Usage {
                cycle: month.cycle.start,
            },
        })
    }

    fn overage(&self, each: Rate, devices: u64, month: &Month<'_>) -> Result<Line> {
        let devices = signed(devices)?;
        Ok(Line {
            due: self.on,
            item: Item::Overage { each },
            text: "MAU overage".to_owned(),
            period: month.cycle.into(),
            quantity: Quantity::Devices(devices),
            each,
            amount: each.times(devices, self.catalogue.currency())?,
            cause: Cause::Usage {
                cycle: month.cycle.start,
            },
        })
    }

    /// The higher plan for the days that remained, and the lower one given back for the same days.
    fn upgrade(&self, upgrade: &Upgrade<'_>, month: &Month<'_>, anchor: Date) -> Result<[Line; 2]> {
        let day = upgrade.at.date();
        let days = i64::from(remaining_days(anchor, month.cycle, day));
        let entry = upgrade.entry;
        let line = |item, plan: &PlanVersion, days: i64, what: &str| -> Result<Line> {
            Ok(Line {
                due: self.on,
                item,
                text: format!("{} plan{what}, {} of {DAYS} days", plan.title, days.abs()),
                period: Period {
                    from: day,
                    until: month.cycle.end,
                },
                quantity: Quantity::Days(days),
                each: Rate::of(plan.price)?,
                amount: plan.price.share(days, i64::from(DAYS))?,
                cause: Cause::Entry { entry },
            })
        };
        Ok([
            line(Item::Upgrade { entry }, upgrade.to, days, "")?,
            line(Item::Returned { entry }, upgrade.from, -days, " returned")?,
        ])
    }

    /// The plan of the cycle that begins, paid in advance.
    fn plan(&self, month: &Month<'_>) -> Result<Line> {
        let plan = month.opening;
        Ok(Line {
            due: self.on,
            item: Item::Plan {
                plan: plan.key.clone(),
            },
            text: format!("{} plan", plan.title),
            period: month.cycle.into(),
            quantity: Quantity::Cycles(1),
            each: Rate::of(plan.price)?,
            amount: plan.price,
            cause: Cause::Entry { entry: month.cause },
        })
    }
}

fn signed(count: u64) -> Result<i64, MoneyError> {
    i64::try_from(count).map_err(|_| MoneyError::TooLarge)
}
