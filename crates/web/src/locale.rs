//! Languages: the texts of the Fluent files, and numbers, money, days and times as readers of each language write them.

use chrono::{Datelike, NaiveDate};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use model::{
    Label,
    message::{Message, Refusal, Value},
    money::Yuan,
    person::Infant,
    scheduling::DayOfWeek,
    time::{BusinessDate, Instant, Zone},
};
use rust_decimal::Decimal;
use rust_embed::Embed;
use scheduling::read::ConsultingRoom;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

#[derive(Embed)]
#[folder = "locales"]
struct Files;

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locale {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Locale {
    /// Both, Chinese first.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag of BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The language of a tag; Chinese if it is neither.
    pub fn of_tag(tag: &str) -> Self {
        if tag.starts_with("en") { Self::English } else { Self::Chinese }
    }

    /// The language that a browser prefers; `None` if it names neither.
    pub fn of_accept_language(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| {
            let tag = part.split(';').next().unwrap_or_default().trim();
            (tag.starts_with("en") || tag.starts_with("zh")).then(|| Self::of_tag(tag))
        })
    }
}

type Bundle = FluentBundle<FluentResource>;

/// The texts of both languages, parsed once. A file that cannot be parsed is a bug that the first test finds.
static BUNDLES: LazyLock<BTreeMap<&'static str, Bundle>> =
    LazyLock::new(|| Locale::ALL.into_iter().map(|locale| (locale.tag(), load(locale.tag()))).collect());

fn load(tag: &'static str) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    let mut names: Vec<Cow<'static, str>> = Files::iter().filter(|name| name.starts_with(tag)).collect();
    names.sort();
    for name in names {
        let text = Files::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
            tracing::error!(%name, ?errors, "a Fluent file cannot be parsed whole");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%name, ?errors, "a message is there twice");
        }
    }
    bundle
}

/// Turns messages into the reader's text.
#[derive(Clone, Copy, Debug)]
pub struct Localizer {
    locale: Locale,
    zone: Zone,
    /// The reader's day; `None`: every date is written with its year.
    today: Option<BusinessDate>,
}

impl Localizer {
    /// Texts of a language, with times of a zone.
    pub const fn new(locale: Locale, zone: Zone) -> Self {
        Self { locale, zone, today: None }
    }

    /// The same for a reader whose day is known: dates of that year are written without it.
    #[must_use]
    pub fn on(self, now: Instant) -> Self {
        Self { today: Some(self.zone.date(now)), ..self }
    }

    /// The same in another language.
    #[must_use]
    pub const fn speaking(self, locale: Locale) -> Self {
        Self { locale, ..self }
    }

    /// The language.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// The hospital's zone.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    const fn english(&self) -> bool {
        matches!(self.locale, Locale::English)
    }

    /// A text without arguments.
    pub fn text(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// A text with its arguments, formatted for the reader.
    pub fn say(&self, message: &Message) -> String {
        self.format(&message.id, Some(&self.arguments(&message.args)))
    }

    /// Why something was refused, in words; the field by its label.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        // Nothing is quoted if nothing was typed.
        let is_blank = |value: &Value| matches!(value, Value::Text(text) if text.trim().is_empty());
        if let Some(field) = refusal.field
            && refusal.args.iter().any(|(name, value)| name == "value" && is_blank(value))
        {
            return self.sentence(self.say(&Message::new("refusal-field-empty").with("field", self.field(field))));
        }
        let message = refusal.message();
        let mut arguments = self.arguments(&message.args);
        if let Some(field) = refusal.field {
            arguments.set("field", self.field(field));
        }
        self.sentence(self.format(&message.id, Some(&arguments)))
    }

    /// A sentence that may begin with the label of a field, which it writes in lower case.
    pub fn sentence(&self, text: String) -> String {
        match text.chars().next() {
            Some(first) if self.english() && first.is_ascii_lowercase() => {
                format!("{}{}", first.to_ascii_uppercase(), &text[1..])
            }
            _ => text,
        }
    }

    /// The label of a field; its name if it has none.
    pub fn field(&self, field: &str) -> String {
        let id = format!("field-{}", field.replace('_', "-"));
        if self.has(&id) { self.text(&id) } else { field.to_owned() }
    }

    /// Does such a text exist?
    pub fn has(&self, id: &str) -> bool {
        BUNDLES.get(self.locale.tag()).is_some_and(|bundle| bundle.has_message(id))
    }

    fn arguments(&self, arguments: &[(Cow<'static, str>, Value)]) -> FluentArgs<'static> {
        let mut all = FluentArgs::new();
        for (name, value) in arguments {
            let value = match value {
                Value::Count(number) | Value::Minutes(number) => FluentValue::from(*number),
                // Nobody asks on which weekday somebody was born.
                Value::Date(date) if name == "birth" => FluentValue::from(self.full_date(BusinessDate(*date))),
                other => FluentValue::from(self.value(other)),
            };
            all.set(name.clone().into_owned(), value);
        }
        all
    }

    fn format(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let Some(bundle) = BUNDLES.get(self.locale.tag()) else { return id.to_owned() };
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            tracing::error!(id, "no such text");
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a text lacks an argument");
        }
        text
    }

    /// An argument as its reader writes it.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Message(id) => self.text(id),
            Value::Count(number) | Value::Minutes(number) => number.to_string(),
            Value::Yuan(amount) => self.yuan(*amount),
            Value::Rate(rate) => self.rate(*rate),
            Value::Number(number) => grouped(&number.normalize().to_string()),
            Value::Date(date) => self.day(BusinessDate(*date)),
            Value::At(at) => self.day_and_clock(*at),
            Value::Label(label) => self.label(label),
        }
    }

    /// The hospital's own name for something.
    pub fn label(&self, label: &Label) -> String {
        if self.english() && !label.en.is_empty() { label.en.clone() } else { label.zh.clone() }
    }

    /// The device of a session, if it needs one, its consulting room, and the one for which it was published if that is a
    /// different one: `超声 2 号机 · 彩超室 2`.
    pub fn room(&self, room: &ConsultingRoom) -> String {
        let name = self.label(&room.name);
        let place = match &room.published_room {
            Some(before) => {
                self.say(&Message::new("room-instead").with("room", name).with("before", self.label(before)))
            }
            None => name,
        };
        match &room.device {
            Some(device) => format!("{} · {place}", self.label(device)),
            None => place,
        }
    }

    /// The reader's half of a text that is written in both languages, `中文 / English`; else the whole text.
    pub fn half<'a>(&self, text: &'a str) -> &'a str {
        match text.split_once(" / ") {
            Some((_, english)) if self.english() => english,
            Some((chinese, _)) => chinese,
            None => text,
        }
    }

    /// `2,568.86 元`, `¥2,568.86`; the unit never stands alone on the next line.
    pub fn yuan(&self, amount: Yuan) -> String {
        if !self.english() {
            return format!("{}\u{a0}元", self.figure(amount));
        }
        let sign = if amount.is_negative() { "−" } else { "" };
        let positive = if amount.is_negative() { -amount } else { amount };
        format!("{sign}¥{}", self.figure(positive))
    }

    /// `+ 2,568.86 元`, `− ¥2,568.86`: a step of a sum.
    pub fn signed(&self, amount: Yuan) -> String {
        let (sign, positive) = if amount.is_negative() { ("−", -amount) } else { ("+", amount) };
        format!("{sign}\u{a0}{}", self.yuan(positive))
    }

    /// `2,568.86`
    pub fn figure(&self, amount: Yuan) -> String {
        grouped(&amount.to_string())
    }

    /// `85%`, `92.5%`
    pub fn rate(&self, rate: Decimal) -> String {
        format!("{}%", (rate * Decimal::ONE_HUNDRED).round_dp(2).normalize())
    }

    /// `11月26日 周四`, `Thu 26 Nov`; with the year if it is not the reader's.
    pub fn day(&self, date: BusinessDate) -> String {
        if self.english() {
            format!("{} {}", self.weekday(date), self.short_date(date))
        } else {
            format!("{} {}", self.short_date(date), self.weekday(date))
        }
    }

    /// `11月26日`, `26 Nov`; with the year if it is not the reader's.
    pub fn short_date(&self, date: BusinessDate) -> String {
        let same_year = self.today.is_some_and(|today| today.0.year() == date.0.year());
        if same_year { self.day_of_year(date) } else { self.full_date(date) }
    }

    /// `1958年11月26日`, `26 Nov 1958`: for dates whose year always counts, such as a birth date.
    pub fn full_date(&self, date: BusinessDate) -> String {
        let (year, day) = (date.0.year(), self.day_of_year(date));
        if self.english() { format!("{day} {year}") } else { format!("{year}年{day}") }
    }

    fn day_of_year(&self, date: BusinessDate) -> String {
        let BusinessDate(date) = date;
        if self.english() {
            format!("{} {}", date.day(), month(date))
        } else {
            format!("{}月{}日", date.month(), date.day())
        }
    }

    /// `26日`, `26 Nov`: where month and year are clear from neighbouring dates.
    pub fn short_day(&self, date: BusinessDate) -> String {
        if self.english() { self.day_of_year(date) } else { format!("{}日", date.0.day()) }
    }

    /// `11月`, `Nov`
    pub fn month(&self, date: BusinessDate) -> String {
        if self.english() { month(date.0).to_owned() } else { format!("{}月", date.0.month()) }
    }

    /// `68 岁`, `68`; for a small child `5 天`, `7 个月`.
    pub fn age(&self, years: u32, infant: Option<Infant>) -> String {
        let (id, count) = match infant {
            Some(Infant::Days(days)) => ("age-days", days),
            Some(Infant::Months(months)) => ("age-months", months),
            None => ("age-years", years),
        };
        self.say(&Message::new(id).with("count", count))
    }

    /// `周四`, `Thu`
    pub fn weekday(&self, date: BusinessDate) -> String {
        self.day_of_week(DayOfWeek::of(date))
    }

    /// The same of any week.
    pub fn day_of_week(&self, day: DayOfWeek) -> String {
        let (chinese, english) = match day {
            DayOfWeek::Monday => ("周一", "Mon"),
            DayOfWeek::Tuesday => ("周二", "Tue"),
            DayOfWeek::Wednesday => ("周三", "Wed"),
            DayOfWeek::Thursday => ("周四", "Thu"),
            DayOfWeek::Friday => ("周五", "Fri"),
            DayOfWeek::Saturday => ("周六", "Sat"),
            DayOfWeek::Sunday => ("周日", "Sun"),
        };
        if self.english() { english } else { chinese }.to_owned()
    }

    /// `09:00` in the hospital's zone.
    pub fn clock(&self, at: Instant) -> String {
        self.zone.minute(at).to_string()
    }

    /// `09:00–09:20`
    pub fn window(&self, from: Instant, until: Instant) -> String {
        format!("{}–{}", self.clock(from), self.clock(until))
    }

    /// `11月26日 周四`, `Thu 26 Nov`: the day of an instant. A window after midnight is on the day after its session's.
    pub fn day_at(&self, at: Instant) -> String {
        self.day(self.zone.date(at))
    }

    /// Is it on the reader's day? If that is not known, it is taken to be.
    pub fn is_today(&self, at: Instant) -> bool {
        self.today.is_none_or(|today| today == self.zone.date(at))
    }

    /// `11月26日 周四 09:00–09:20`, `Thu 26 Nov 09:00–09:20`: with the day on which the window begins.
    pub fn day_and_window(&self, from: Instant, until: Instant) -> String {
        format!("{} {}", self.day_at(from), self.window(from, until))
    }

    /// `09:00–09:20` where a day is named already; after midnight with its own, `27日 00:20–00:40`.
    pub fn window_beside(&self, day: BusinessDate, from: Instant, until: Instant) -> String {
        let own = self.zone.date(from);
        let window = self.window(from, until);
        if own == day { window } else { format!("{} {window}", self.short_day(own)) }
    }

    /// `11月26日 09:00`, `26 Nov 09:00`
    pub fn day_and_clock(&self, at: Instant) -> String {
        format!("{} {}", self.short_date(self.zone.date(at)), self.clock(at))
    }
}

fn month(date: NaiveDate) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS[date.month0() as usize]
}

/// Thousands separated by commas, with a true minus sign.
pub(crate) fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("−", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}
