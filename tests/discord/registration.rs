//! How a bot gets to its servers: what `doctor` says of it, and when commands
//! are registered, where, and how often.

use std::sync::Arc;

use verbatim::chat::desk::now;

use super::{
    BOT, Running,
    fake::{Fake, GUILD},
    program::{command, home},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_who_the_bot_is_and_how_it_is_invited() {
    let fake = Fake::start().await;
    let home = home(Vec::new());
    let discord = format!("api = \"{}\"", fake.api);
    let mut doctor = command(home.path(), "doctor", &discord);
    // The stand-in has threads of its own.
    let mut run = || String::from_utf8(doctor.output().unwrap().stdout).unwrap();
    let says = run();
    let invitation = format!(
        "https://discord.com/oauth2/authorize?client_id={BOT}&scope=bot+applications.commands&permissions=274877975552"
    );
    assert!(says.contains(&invitation), "{says}");
    fake.world(|world| world.token = "another".to_owned());
    let says = run();
    assert!(says.contains("Discord does not know the token"), "{says}");
    fake.assert_lawful();
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_registered_once_and_again_only_when_they_changed() {
    let mut running = Running::start().await;
    let registered = running.fake.next("PUT", "/commands").await;
    assert!(!registered.path.contains("/guilds/"), "{}", registered.path);
    let names = registered.body.as_array().unwrap();
    assert_eq!(names.len(), verbatim::command::COMMANDS.len() + 1);
    assert!(running.fake.nothing("PUT", "/commands").await);
    let (fake, directory) = running.stop().await;
    let mut running = Running::again(fake, directory).await;
    assert!(running.fake.nothing("PUT", "/commands").await);
    let (fake, directory) = running.stop().await;

    // Another version of the program had registered others.
    {
        let store = super::opened(directory.path()).await;
        let name = format!("discord commands of {BOT} everywhere");
        let known = store.memory(&name, now()).unwrap();
        assert_eq!(known.map(|hash| hash.len()), Some(32));
        let memory = verbatim::store::Memory {
            conversation: &name,
            memory: "another",
            expires_at: i64::MAX / 2,
        };
        store.set_memory(memory, now()).unwrap();
    }
    let mut running = Running::again(fake, directory).await;
    running.fake.next("PUT", "/commands").await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_development_server_has_its_commands_at_once_and_alone() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let develop = |config: &mut verbatim::config::Config| config.discord.guild = GUILD.to_owned();
    let fake = Fake::start().await;
    let articles = || vec![super::mill()];
    let mut running = Running::with(fake, Arc::clone(&directory), articles(), develop).await;
    let registered = running.fake.next("PUT", "/commands").await;
    let path = format!("/guilds/{GUILD}/commands");
    assert!(registered.path.ends_with(&path), "{}", registered.path);
    assert!(running.fake.nothing("PUT", "/commands").await);
    let (fake, directory) = running.stop().await;

    let mut running = Running::with(fake, directory, articles(), develop).await;
    assert!(running.fake.nothing("PUT", "/commands").await);
    let (fake, directory) = running.stop().await;

    // Without it they are registered everywhere.
    let mut running = Running::connect(fake, directory).await;
    let registered = running.fake.next("PUT", "/commands").await;
    assert!(!registered.path.contains("/guilds/"), "{}", registered.path);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_could_not_be_registered_are_at_the_next_start() {
    let fake = Fake::start().await;
    fake.fail_next(1);
    let mut running = Running::on(fake).await;
    running.fake.next("PUT", "/commands").await;
    assert!(running.fake.nothing("PUT", "/commands").await);
    let (fake, directory) = running.stop().await;
    let mut running = Running::again(fake, directory).await;
    running.fake.next("PUT", "/commands").await;
    running.stop().await;
}
