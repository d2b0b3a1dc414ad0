//! `diesel_cli` with the settings of this repository agrees with us.

use std::path::Path;

use testkit::World;

use crate::print_schema::{compiled, difference, printed, program, run};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[tokio::test]
async fn diesel_cli_finds_every_migration_applied() {
    let Some(diesel) = program() else { return };
    let world = World::start().await;
    let list = run(&diesel, root(), world.url(), &["migration", "list"]);
    let applied = list.matches("[X]").count();
    assert_eq!(
        applied,
        db::migrations::MIGRATIONS.scripts().len(),
        "{list}"
    );
    assert!(!list.contains("[ ]"), "{list}");
}

#[tokio::test]
async fn diesel_cli_prints_the_schema_that_is_compiled_in() {
    use db::schema::*;
    let Some(diesel) = program() else { return };
    let world = World::start().await;
    let compiled = compiled!(
        users, user_profiles, sessions, api_keys, api_key_drives, verification_tokens, drives,
        pages, tags, page_tags, favorites, page_mentions, user_mentions, page_views, drive_members,
        drive_roles, role_page_permissions, page_permissions, page_share_links, drive_share_links,
        pending_invites, connections, channel_messages, message_reactions, thread_followers,
        channel_reads, task_lists, task_status_configs, task_items, task_assignees, documents,
        document_updates, document_states, page_texts, blobs, files, page_files, conversations,
        conversation_messages, ai_providers, streams, events, activity_log, page_versions,
        notifications;
        activity_log -> drives, ai_providers -> drives, ai_providers -> users, api_key_drives ->
        api_keys, api_key_drives -> drive_roles, api_key_drives -> drives, api_keys -> users,
        channel_messages -> files, channel_messages -> pages, channel_reads -> pages, channel_reads
        -> users, conversation_messages -> conversations, conversation_messages -> users,
        conversations -> pages, conversations -> users, document_states -> documents,
        document_updates -> documents, document_updates -> users, documents -> pages, drive_members
        -> drive_roles, drive_members -> drives, drive_roles -> drives, drive_share_links -> drives,
        drive_share_links -> users, drives -> users, events -> drives, favorites -> drives,
        favorites -> pages, favorites -> users, files -> blobs, files -> drives, files -> users,
        message_reactions -> channel_messages, notifications -> channel_messages, notifications ->
        drives, notifications -> pages, notifications -> users, page_files -> files, page_files ->
        pages, page_permissions -> pages, page_share_links -> pages, page_share_links -> users,
        page_tags -> pages, page_tags -> tags, page_texts -> pages, page_versions -> pages,
        page_versions -> users, page_views -> pages, page_views -> users, pages -> api_keys, pages
        -> users, pending_invites -> drive_roles, pending_invites -> drives, pending_invites ->
        users, role_page_permissions -> drive_roles, role_page_permissions -> pages, sessions ->
        users, tags -> drives, task_assignees -> pages, task_assignees -> task_items, task_assignees
        -> users, task_items -> pages, task_items -> task_lists, task_lists -> pages,
        task_status_configs -> task_lists, thread_followers -> channel_messages, thread_followers ->
        users, user_mentions -> pages, user_mentions -> users, user_profiles -> users,
        verification_tokens -> users
    );
    let text = run(&diesel, root(), world.url(), &["print-schema"]);
    let differences = difference(&compiled, &printed(&text));
    assert!(differences.is_empty(), "{differences:#?}");
}
