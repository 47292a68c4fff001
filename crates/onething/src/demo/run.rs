//! `onething demo`: opens the demo, prints its address and who can log in, and runs it.

use super::{Demo, logins::PASSWORD};
use crate::{
    cli,
    ending::Ending,
    listen,
    server::{self, Bounds},
};
use ipnet::IpNet;
use model::message::Message;
use simulator::load::login_name;
use std::sync::Arc;
use web::{
    AppState, DemoControl, Front,
    locale::{Locale, Localizer},
};

/// Runs until it is stopped.
pub(crate) async fn run(arguments: &cli::Demo) -> Result<(), Ending> {
    // A port that is in use is reported at once, not after the history was made.
    drop(listen::bind(arguments.listen)?);
    let demo = super::open(&arguments.data, arguments.messages.as_ref()).await.map_err(Ending::cannot)?;
    demo.make_crowd(arguments.accounts).await.map_err(Ending::cannot)?;
    let listener = listen::bind(arguments.listen)?;
    let address = format!("http://{}", listener.local_addr().map_err(Ending::cannot)?);
    let control = demo.control.clone();
    let living = (!arguments.still).then(|| tokio::spawn(control.clone().run()));
    print!("{}", greeting(&address, control.as_ref(), &demo, arguments.accounts));
    let shown: Arc<dyn DemoControl> = control.clone();
    let front = Front { inside: inside().into(), ..Front::default() };
    let refresh_seconds = arguments.refresh_seconds;
    let state = AppState { hospital: demo.hospital, demo: Some(shown), front, refresh_seconds };
    let _lock = demo.lock;
    let served = server::serve(listener, None, state, Bounds::default()).await;
    match living {
        Some(living) => living.await.map_err(Ending::cannot)?,
        None => control.keep(),
    }
    served
}

/// Addresses and logins, in both languages.
fn greeting(address: &str, control: &dyn DemoControl, demo: &Demo, crowd: u32) -> String {
    let hospital = &demo.hospital;
    let t = Localizer::new(Locale::Chinese, hospital.zone()).on(hospital.now());
    let english = t.speaking(Locale::English);
    let mut text = format!("Onething 一件事  {address}\n");
    let say = |id: &'static str| format!("{} / {}", t.say(&Message::new(id)), english.say(&Message::new(id)));
    text += &format!("{}: {}\n\n", say("demo-clock"), t.day_and_clock(control.now()));
    for (role, name, password) in control.logins() {
        text += &format!("  {name:<10} {password:<12} {} / {}\n", t.say(&role), english.say(&role));
    }
    if crowd > 0 {
        let names = format!("{} … {}", login_name(1), login_name(crowd));
        text += &format!("  {names}  {PASSWORD}  {}\n", say("demo-crowd"));
    }
    text += &format!("\n  {}: {}\n", say("demo-messages"), demo.messages);
    text += &format!("\n  {address}/login   {address}/screen/CARD   {address}/dev/components   {address}/api/\n\n");
    text
}

/// The demo's hospital is this machine and whatever shares a private network with it.
fn inside() -> Vec<IpNet> {
    let networks = ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
    networks.iter().filter_map(|network| network.parse().ok()).collect()
}
