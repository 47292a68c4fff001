//! A headless Chromium behind chromedriver.

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::{ops::Deref, path::Path, time::Duration};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How long an element or a text is waited for: long enough for a machine with much else to do, and free of cost where
/// all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser window of its own; closed when dropped. It also has the methods of [`Client`].
#[derive(Debug)]
pub struct Browser {
    client: Client,
    _driver: Child,
    profile: TempDir,
}

impl Drop for Browser {
    /// Whoever kills chromedriver leaves its browser running: it is found by its own profile.
    fn drop(&mut self) {
        let mut kill = std::process::Command::new("pkill");
        drop(kill.args(["-KILL", "-f"]).arg(self.profile.path()).status());
    }
}

impl Deref for Browser {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Browser {
    /// Opens a window of this many CSS pixels, `scale` device pixels each.
    pub async fn open(width: u32, height: u32, scale: f64) -> Self {
        let port = crate::free_port();
        let profile = tempfile::tempdir().unwrap();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver (cargo xtask test installs it)");
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=zh-CN",
        ];
        let mut arguments: Vec<String> = arguments.map(str::to_owned).into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mobile = (width < 600).then(
            || json!({ "deviceMetrics": { "width": width, "height": height, "pixelRatio": scale, "mobile": true } }),
        );
        if mobile.is_none() {
            arguments.push(format!("--force-device-scale-factor={scale}"));
        }
        let mut options = json!({ "args": arguments, "prefs": { "intl.accept_languages": "zh-CN,zh" } });
        if let Some(mobile) = mobile {
            options["mobileEmulation"] = mobile;
        }
        let mut capabilities = fantoccini::wd::Capabilities::new();
        capabilities.insert("goog:chromeOptions".into(), options);
        let mut tries = 0;
        let client = loop {
            match ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
            {
                Ok(client) => break client,
                Err(error) if tries == 100 => panic!("chromedriver does not answer: {error}"),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        client.set_window_size(width, height).await.unwrap();
        Self { client, _driver: driver, profile }
    }

    /// The text of the first element that matches a CSS selector; waits up to a minute for it.
    pub async fn text(&self, css: &str) -> String {
        // A live page may replace what was just found.
        for _ in 0..5 {
            if let Ok(text) = self.element(css).await.text().await {
                return text;
            }
        }
        self.element(css).await.text().await.unwrap()
    }

    /// The first element that matches a CSS selector; waits up to a minute for it.
    pub async fn element(&self, css: &str) -> fantoccini::elements::Element {
        match self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => {
                let url = self.client.current_url().await.map(|url| url.to_string()).unwrap_or_default();
                let body = match self.client.find(Locator::Css("body")).await {
                    Ok(body) => body.text().await.unwrap_or_default(),
                    Err(_) => String::new(),
                };
                panic!("no `{css}` at {url} ({error}); the page says:\n{body}");
            }
        }
    }

    /// Clicks the first element that matches. If that sends a form, waits until the form is answered, as for a link.
    pub async fn click(&self, css: &str) {
        for tries in 0.. {
            match self.element(css).await.click().await {
                Ok(()) => break,
                Err(error) if tries < 5 && is_replaced(&error) => {}
                Err(error) => panic!("click `{css}`: {error}"),
            }
        }
        self.sent().await;
    }

    /// A free window of a day's list as a CSS selector: the second of a session where there is one, since the first may begin
    /// while a slow test is on its way to it.
    pub async fn free_window(&self) -> &'static str {
        const FREE: &str = "button.slot:not(.is-full)";
        const LATER: &str = "li:has(> button.slot:not(.is-full)) ~ li > button.slot:not(.is-full)";
        self.element(FREE).await;
        if self.client.find(Locator::Css(LATER)).await.is_ok() { LATER } else { FREE }
    }

    /// Waits until no form of the page is on its way, for a minute at most: pages send forms by a script.
    pub async fn sent(&self) {
        for _ in 0..300 {
            let script = "return document.readyState === 'complete' && !document.querySelector('form[data-sent]')";
            if self.client.execute(script, vec![]).await.is_ok_and(|done| done == true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Logs in to the demo at this address.
    pub async fn log_in(&self, address: &str, name: &str) {
        self.goto(&format!("{address}/login")).await.unwrap();
        self.fill("input[name=name]", name).await;
        self.fill("input[name=password]", crate::DEMO_PASSWORD).await;
        self.click("main form.stack button").await;
        self.element("form[action='/logout']").await;
    }

    /// Empties the first element that matches and types into it.
    pub async fn fill(&self, css: &str, text: &str) {
        for tries in 0.. {
            let field = self.element(css).await;
            let typed = match field.clear().await {
                Ok(()) => field.send_keys(text).await,
                Err(error) => Err(error),
            };
            match typed {
                Ok(()) => break,
                Err(error) if tries < 5 && is_replaced(&error) => {}
                Err(error) => panic!("type into `{css}`: {error}"),
            }
        }
    }

    /// Waits up to a minute until the page's text contains `text`.
    pub async fn wait_for_text(&self, text: &str) {
        let patient_until = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < patient_until {
            if let Ok(body) = self.client.find(Locator::Css("body")).await
                && body.text().await.is_ok_and(|page| page.contains(text))
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the page never said `{text}`; it says:\n{}", self.text("body").await);
    }

    /// Saves what the window shows as a PNG file.
    pub async fn photograph(&self, path: &Path) {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(path, self.client.screenshot().await.unwrap()).unwrap();
    }

    /// Closes the window in good order.
    pub async fn close(self) {
        drop(self.client.clone().close().await);
    }
}

/// Has a live page replaced the element between finding and using it? Then nothing was done.
fn is_replaced(error: &fantoccini::error::CmdError) -> bool {
    let says = error.to_string();
    says.contains("stale element") || says.contains("does not belong to the document")
}
