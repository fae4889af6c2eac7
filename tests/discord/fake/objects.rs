//! People, servers and messages as Discord sends them, every key that it always
//! sends among them.

use serde_json::{Value, json};

use super::{ALICE, BOT, CHANNEL, GUILD, PRIVATE};

const THEN: &str = "2026-11-24T08:00:00.000000+00:00";

pub(crate) fn user(id: &str, bot: bool) -> Value {
    json!({"id": id, "username": format!("user{id}"), "discriminator": "0", "global_name": null, "avatar": null,
        "avatar_decoration_data": null, "collectibles": null, "primary_guild": null, "bot": bot, "public_flags": 0,
        "flags": 0, "banner": null, "accent_color": null})
}

pub(crate) fn member() -> Value {
    json!({"roles": [], "nick": null, "avatar": null, "banner": null, "joined_at": THEN, "premium_since": null,
        "deaf": false, "mute": false, "pending": false, "flags": 0, "communication_disabled_until": null})
}

/// A message without its place in a server.
pub(crate) fn message(id: &str, channel: &str, author: Value, content: &str) -> Value {
    json!({"id": id, "channel_id": channel, "author": author, "content": content, "timestamp": THEN,
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "components": [], "pinned": false, "type": 0, "flags": 0})
}

/// The message that a request of the bot makes.
pub(crate) fn said(id: &str, channel: &str, body: &Value) -> Value {
    let mut said = message(
        id,
        channel,
        user(BOT, true),
        body["content"].as_str().unwrap_or(""),
    );
    said["embeds"] = shown(&body["embeds"]);
    said["nonce"] = body.get("nonce").cloned().unwrap_or(Value::Null);
    if said["nonce"].is_null() {
        said.as_object_mut().unwrap().remove("nonce");
    }
    if let Some(flags) = body["flags"].as_u64() {
        said["flags"] = flags.into();
    }
    said
}

/// Cards as Discord shows those of a request.
pub(crate) fn shown(embeds: &Value) -> Value {
    let embeds = embeds.as_array().into_iter().flatten();
    let shown = embeds.map(|embed| {
        let mut embed = embed.clone();
        embed["type"] = "rich".into();
        embed["content_scan_version"] = 0.into();
        embed
    });
    shown.collect()
}

pub(crate) fn channel(id: &str, guild: &str) -> Value {
    if id == PRIVATE {
        return json!({"id": PRIVATE, "type": 1, "flags": 0, "last_message_id": null,
            "recipients": [user(ALICE, false)]});
    }
    json!({"id": id, "type": 0, "guild_id": guild, "name": "general", "position": 0, "permission_overwrites": [],
        "topic": null, "nsfw": false, "last_message_id": null, "rate_limit_per_user": 0, "parent_id": null, "flags": 0})
}

/// A thread of the first server's channel.
pub(crate) fn thread(id: &str, name: &str) -> Value {
    json!({"id": id, "type": 11, "guild_id": GUILD, "name": name, "owner_id": ALICE, "parent_id": CHANNEL,
        "last_message_id": null, "rate_limit_per_user": 0, "flags": 0, "message_count": 1, "member_count": 1,
        "total_message_sent": 1, "bitrate": 64000, "user_limit": 0, "rtc_region": null,
        "thread_metadata": {"archived": false, "auto_archive_duration": 1440, "archive_timestamp": THEN,
            "locked": false, "create_timestamp": THEN}})
}

/// The channel of a server of many; that of the first has a name of its own.
pub(crate) fn channel_of(guild: &str) -> String {
    if guild == GUILD {
        return CHANNEL.to_owned();
    }
    (guild.parse::<u64>().unwrap() + 10).to_string()
}

pub(crate) fn guild(id: &str) -> Value {
    let permissions = "2251799813685247";
    json!({
        "id": id, "name": "The Mill", "icon": null, "splash": null, "discovery_splash": null, "owner_id": "5",
        "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
        "explicit_content_filter": 0, "roles": [{"id": id, "name": "@everyone", "color": 0,
            "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null}, "hoist": false,
            "icon": null, "unicode_emoji": null, "position": 0, "permissions": permissions, "managed": false,
            "mentionable": false, "flags": 0}],
        "emojis": [], "stickers": [], "features": [], "mfa_level": 0, "application_id": null, "system_channel_id": null,
        "system_channel_flags": 0, "rules_channel_id": null, "vanity_url_code": null, "description": null, "banner": null,
        "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US", "public_updates_channel_id": null,
        "nsfw": false, "nsfw_level": 0, "premium_progress_bar_enabled": false, "joined_at": THEN, "large": false,
        "unavailable": false, "member_count": 2, "voice_states": [], "members": [], "threads": [], "presences": [],
        "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [], "safety_alerts_channel_id": null,
        "region": "deprecated", "widget_enabled": false, "widget_channel_id": null, "max_presences": null,
        "max_members": 25_000_000, "max_video_channel_users": 25, "max_stage_video_channel_users": 50,
        "home_header": null, "incidents_data": null, "hub_type": null, "latest_onboarding_question_id": null,
        "inventory_settings": null, "channels": [channel(&channel_of(id), id)],
    })
}

/// Something done with the mouse or a slash, in the first server or in private.
pub(crate) fn interaction(id: &str, token: &str, kind: u8, data: Value, private: bool) -> Value {
    let mut interaction = json!({
        "id": id, "application_id": BOT, "type": kind, "data": data, "token": token, "version": 1, "locale": "en-GB",
        "entitlements": [], "attachment_size_limit": 26_214_400, "app_permissions": "2251799813685247",
    });
    if private {
        interaction["channel_id"] = PRIVATE.into();
        interaction["channel"] = channel(PRIVATE, GUILD);
        interaction["context"] = 1.into();
        interaction["authorizing_integration_owners"] = json!({"0": "0"});
        interaction["user"] = user(ALICE, false);
        return interaction;
    }
    interaction["channel_id"] = CHANNEL.into();
    interaction["channel"] = channel(CHANNEL, GUILD);
    interaction["context"] = 0.into();
    interaction["authorizing_integration_owners"] = json!({"0": GUILD});
    interaction["guild_id"] = GUILD.into();
    interaction["guild_locale"] = "en-US".into();
    interaction["guild"] = json!({"id": GUILD, "locale": "en-US", "features": []});
    let mut somebody = member();
    somebody["permissions"] = "2048".into();
    somebody["user"] = user(ALICE, false);
    interaction["member"] = somebody;
    interaction
}

/// What is wrong with an event of ours, by Discord's description.
pub(crate) fn faults(kind: &str, data: &Value) -> Vec<String> {
    let Some(description) = &*super::description::DESCRIPTION else {
        return Vec::new();
    };
    let mut parts: Vec<(&str, &Value)> = Vec::new();
    match kind {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" => parts.push(("MessageResponse", data)),
        "GUILD_CREATE" => {
            parts.push(("GuildResponse", data));
            for channel in data["channels"].as_array().unwrap() {
                parts.push(("GuildChannelResponse", channel));
            }
        }
        "THREAD_CREATE" => parts.push(("ThreadResponse", data)),
        "READY" => parts.push(("UserResponse", &data["user"])),
        "INTERACTION_CREATE" => {
            let user = if data["member"].is_object() {
                &data["member"]["user"]
            } else {
                &data["user"]
            };
            parts.push(("UserResponse", user));
            if data["message"].is_object() {
                parts.push(("MessageResponse", &data["message"]));
            }
            let resolved = data["data"]["resolved"]["messages"].as_object();
            for message in resolved.into_iter().flat_map(|all| all.values()) {
                parts.push(("MessageResponse", message));
            }
        }
        _ => {}
    }
    let faults = parts.into_iter().flat_map(|(schema, part)| {
        let faults = description.object(schema, part).into_iter();
        faults.map(move |fault| format!("our {kind}, {schema}{fault}"))
    });
    faults.collect()
}
