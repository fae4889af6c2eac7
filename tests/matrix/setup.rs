//! The account by hand: verified, logged out, and in again as a new device.

use std::{process::Stdio, time::Duration};

use serde_json::json;

use super::{
    bot::Bot,
    people::{Person, body},
    server::{self, PASSWORD, Server},
};

/// What one step says.
#[track_caller]
fn step(bot: &Bot, name: &str) -> String {
    let mut program = bot.program(&["matrix", name]);
    let ran = program.stdout(Stdio::piped()).output().unwrap();
    assert!(ran.status.success(), "{}", bot.log());
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn a_new_device_is_trusted_by_the_recovery_key() {
    let Some(server) = server::shared() else {
        return;
    };
    let mut bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    ann.asks(&room, "how many people were injured?");
    bot.is_killed();

    let made = step(&bot, "verify");
    let key = made
        .lines()
        .find_map(|line| line.strip_prefix("    "))
        .unwrap_or_else(|| panic!("no recovery key: {made}"))
        .to_owned();
    let again = step(&bot, "verify");
    assert!(
        again.contains("is signed") && !again.contains(&key),
        "{again}"
    );
    assert!(step(&bot, "login").contains("is signed"));
    assert!(step(&bot, "logout").contains("ended on the homeserver"));
    assert!(!bot.session_file().exists());
    assert!(step(&bot, "logout").contains("no session"));

    bot.environment
        .push(("VERBATIM_MATRIX_RECOVERY_KEY", key.clone()));
    bot.environment.push((
        "VERBATIM_MATRIX_STORE_PASSPHRASE",
        "another secret".to_owned(),
    ));
    bot.go_on();
    // Ann's client goes on with a key that it has given to the old device
    // alone: the new one finds it in the backup.
    let reply = ann.asks(&room, "who was the judge?");
    assert!(body(&reply).contains("Strand"), "{reply}");
    let with = json!({"user": bot.user, "device": bot.device()});
    ann.ask("knows", &with);
    ann.ask("forget_session", &json!({"room": room}));
    let reply = ann.asks(&room, "how many people were injured?");
    assert!(body(&reply).contains("Eleven"), "{reply}");
    let signed = bot.log().matches("is signed by its account").count();
    assert_eq!(signed, 5, "{}", bot.log());
    assert!(!bot.log().contains("is not signed"), "{}", bot.log());
    for secret in [key.as_str(), "another secret"] {
        assert!(!bot.log().contains(secret));
    }

    bot.is_killed();
    bot.environment.pop();
    bot.environment
        .push(("VERBATIM_MATRIX_STORE_PASSPHRASE", "a wrong one".to_owned()));
    let refused = bot.program(&["serve"]).status().unwrap();
    assert!(!refused.success());
    bot.logs("has VERBATIM_MATRIX_STORE_PASSPHRASE changed?");
}

#[test]
fn single_sign_on_ends_in_a_token_that_logs_in() {
    let Some(server) = server::shared() else {
        return;
    };
    let mut bot = Bot::with_account(server, "*");
    bot.environment
        .push(("VERBATIM_MATRIX_PASSWORD", String::new()));
    let without = bot.program(&["matrix", "login"]).status().unwrap();
    assert!(!without.success());
    bot.logs("set VERBATIM_MATRIX_PASSWORD for the first start");

    // What the browser would come back with.
    let owner = Person::of_account(server, &bot.user);
    let path = "/_matrix/client/v1/login/get_token";
    let given = owner.ask(
        "raw",
        &json!({"method": "POST", "path": path, "content": {}}),
    );
    let token = given["answer"]["login_token"].as_str();
    let token = token.unwrap_or_else(|| panic!("{given}")).to_owned();
    bot.environment
        .push(("VERBATIM_MATRIX_LOGIN_TOKEN", token.clone()));
    assert!(step(&bot, "login").contains("Logged in as"));
    // The session is saved, and the token not needed again.
    bot.environment.pop();
    bot.go_on();
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    assert!(body(&ann.asks(&room, "how many people were injured?")).contains("Eleven"));
    assert!(!bot.log().contains(&token));
}

#[test]
fn an_access_token_is_used_with_its_own_device_alone() {
    let Some(server) = server::shared() else {
        return;
    };
    let mut bot = Bot::with_account(server, "*");
    let user = json!({"type": "m.id.user", "user": bot.user});
    let login = json!({"type": "m.login.password", "identifier": user, "password": PASSWORD});
    let given = server.post("/_matrix/client/v3/login", &login);
    let of = |key: &str| given[key].as_str().unwrap().to_owned();
    let (token, device) = (of("access_token"), of("device_id"));
    bot.environment = vec![
        ("VERBATIM_MATRIX_PASSWORD", String::new()),
        ("VERBATIM_MATRIX_ACCESS_TOKEN", token.clone()),
    ];
    let refused = |bot: &Bot| {
        !bot.program(&["matrix", "login"])
            .status()
            .unwrap()
            .success()
    };
    assert!(refused(&bot));
    bot.logs("matrix.device must name the device");
    bot.environment
        .push(("VERBATIM_MATRIX_DEVICE", "ANOTHER".to_owned()));
    assert!(refused(&bot));
    bot.logs("another account or device");
    bot.environment.pop();
    bot.environment
        .push(("VERBATIM_MATRIX_DEVICE", device.clone()));
    assert!(step(&bot, "login").contains(&device));
    assert!(!bot.log().contains(&token));
}

#[test]
fn tokens_are_exchanged_and_a_soft_logout_keeps_the_device() {
    // Short lives for tokens that can be exchanged: the bot's, not the people's. Long
    // enough for a slow machine to say something, shorter than the bot waits for news.
    let Some(server) =
        Server::start_with("refreshable_access_token_lifetime: 2s\nrefresh_token_lifetime: 12s\n")
    else {
        return;
    };
    let bot = Bot::new(&server);
    let device = bot.device();
    let ann = Person::new(&server);
    let room = ann.room_with(&bot, true, &[]);
    ann.asks(&room, "how many people were injured?");
    bot.logs("has exchanged the tokens");
    // Nothing happens, until not even the token for exchange is good.
    assert!(
        ann.sees_within(Duration::from_secs(14), |_| false)
            .is_none()
    );
    let question = ann.says(&room, "who was the judge?");
    bot.logs("logged in again with the same device");
    assert!(body(&ann.hears(&question)).contains("Strand"));
    assert_eq!(bot.device(), device);
    assert!(!bot.log().contains(PASSWORD));
}
