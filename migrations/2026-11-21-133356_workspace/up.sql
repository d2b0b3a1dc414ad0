CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TYPE change_group_type AS ENUM ('user', 'ai', 'automation', 'system');
CREATE TYPE connection_status AS ENUM ('pending', 'accepted', 'blocked');
CREATE TYPE message_role AS ENUM ('user', 'assistant', 'system');
CREATE TYPE notification_kind AS ENUM ('mention', 'reply', 'comment', 'share', 'invite', 'assignment', 'due', 'connection_request');
CREATE TYPE processing_status AS ENUM ('pending', 'processing', 'completed', 'failed', 'visual');
CREATE TYPE resource_type AS ENUM ('page', 'drive', 'permission', 'agent', 'user', 'member', 'role', 'file', 'token', 'device', 'message', 'conversation');
CREATE TYPE share_level AS ENUM ('view', 'comment', 'edit');
CREATE TYPE status_group AS ENUM ('todo', 'in_progress', 'done');
CREATE TYPE task_priority AS ENUM ('low', 'medium', 'high');
CREATE TYPE verification_kind AS ENUM ('setup', 'verify_email', 'change_email', 'reset_password');

CREATE TABLE activity_log (
    id                 uuid NOT NULL,
    at                 timestamp with time zone NOT NULL DEFAULT now(),
    drive_id           text,
    chain_seq          bigint NOT NULL,
    user_id            text,
    actor_email        text NOT NULL,
    actor_name         text,
    is_ai_generated    boolean NOT NULL DEFAULT false,
    ai_provider        text,
    ai_model           text,
    ai_conversation_id text,
    operation          text NOT NULL,
    resource_type      resource_type NOT NULL,
    resource_id        text NOT NULL,
    resource_title     text,
    page_id            text,
    page_revision      bigint,
    updated_fields     text[],
    previous_values    jsonb,
    new_values         jsonb,
    metadata           jsonb,
    change_group_id    text,
    change_group_type  change_group_type,
    rollback_from_id   uuid,
    previous_hash      bytea,
    hash               bytea NOT NULL,
    CONSTRAINT activity_log_pkey PRIMARY KEY (id),
    CONSTRAINT activity_log_chain_check CHECK (chain_seq > 0 AND octet_length(hash) = 32 AND (chain_seq = 1) = (previous_hash IS NULL))
);

CREATE TABLE ai_providers (
    id            text NOT NULL,
    user_id       text,
    drive_id      text,
    provider      text NOT NULL,
    base_url      text,
    encrypted_key bytea,
    default_model text,
    is_enabled    boolean NOT NULL DEFAULT true,
    created_at    timestamp with time zone NOT NULL DEFAULT now(),
    updated_at    timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT ai_providers_pkey PRIMARY KEY (id),
    CONSTRAINT ai_providers_user_id_provider_key UNIQUE (user_id, provider),
    CONSTRAINT ai_providers_drive_id_provider_key UNIQUE (drive_id, provider),
    CONSTRAINT ai_providers_owner_check CHECK (num_nonnulls(user_id, drive_id) <= 1)
);

CREATE TABLE api_key_drives (
    api_key_id     text NOT NULL,
    drive_id       text NOT NULL,
    role           member_role,
    custom_role_id text,
    CONSTRAINT api_key_drives_pkey PRIMARY KEY (api_key_id, drive_id),
    CONSTRAINT api_key_drives_role_check CHECK (custom_role_id IS NULL OR role = 'member')
);

CREATE TABLE blobs (
    hash       bytea NOT NULL,
    size       bigint NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT blobs_pkey PRIMARY KEY (hash),
    CONSTRAINT blobs_hash_check CHECK (octet_length(hash) = 32),
    CONSTRAINT blobs_size_check CHECK (size >= 0)
);

CREATE TABLE channel_messages (
    id                text NOT NULL,
    page_id           text NOT NULL,
    user_id           text NOT NULL,
    content           text NOT NULL,
    file_id           text,
    attachment        jsonb,
    sender            jsonb,
    parent_id         text,
    reply_count       integer NOT NULL DEFAULT 0,
    last_reply_at     timestamp with time zone,
    mirrored_from_id  text,
    quoted_message_id text,
    created_at        timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    edited_at         timestamp with time zone,
    deleted_at        timestamp with time zone,
    CONSTRAINT channel_messages_pkey PRIMARY KEY (id),
    CONSTRAINT channel_messages_content_check CHECK (char_length(content) <= 40000 AND (content <> '' OR file_id IS NOT NULL OR attachment IS NOT NULL OR deleted_at IS NOT NULL))
);

CREATE TABLE channel_reads (
    page_id    text NOT NULL,
    user_id    text NOT NULL,
    read_until timestamp with time zone NOT NULL,
    CONSTRAINT channel_reads_pkey PRIMARY KEY (page_id, user_id)
);

CREATE TABLE connections (
    id              text NOT NULL,
    user1_id        text NOT NULL,
    user2_id        text NOT NULL,
    status          connection_status NOT NULL DEFAULT 'pending',
    requested_by    text NOT NULL,
    request_message text,
    requested_at    timestamp with time zone NOT NULL DEFAULT now(),
    accepted_at     timestamp with time zone,
    CONSTRAINT connections_pkey PRIMARY KEY (id),
    CONSTRAINT connections_user1_id_user2_id_key UNIQUE (user1_id, user2_id),
    CONSTRAINT connections_order_check CHECK (user1_id COLLATE "C" < user2_id COLLATE "C"),
    CONSTRAINT connections_requested_by_check CHECK (requested_by IN (user1_id, user2_id))
);

CREATE TABLE conversation_messages (
    id              uuid NOT NULL,
    conversation_id text NOT NULL,
    role            message_role NOT NULL,
    parts           jsonb NOT NULL,
    user_id         text,
    provider        text,
    model           text,
    created_at      timestamp with time zone NOT NULL DEFAULT now(),
    edited_at       timestamp with time zone,
    deleted_at      timestamp with time zone,
    CONSTRAINT conversation_messages_pkey PRIMARY KEY (id),
    CONSTRAINT conversation_messages_parts_check CHECK (jsonb_typeof(parts) = 'array')
);

CREATE TABLE conversations (
    id            text NOT NULL,
    user_id       text NOT NULL,
    agent_page_id text,
    title         text NOT NULL,
    is_shared     boolean NOT NULL DEFAULT false,
    created_at    timestamp with time zone NOT NULL DEFAULT now(),
    updated_at    timestamp with time zone NOT NULL DEFAULT now(),
    deleted_at    timestamp with time zone,
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_title_check CHECK (char_length(title) BETWEEN 1 AND 500)
);

CREATE TABLE drive_roles (
    id          text NOT NULL,
    drive_id    text NOT NULL,
    name        text NOT NULL,
    description text,
    color       text,
    is_default  boolean NOT NULL DEFAULT false,
    can_view    boolean,
    can_edit    boolean,
    can_share   boolean,
    position    integer NOT NULL DEFAULT 0,
    created_at  timestamp with time zone NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT drive_roles_pkey PRIMARY KEY (id),
    CONSTRAINT drive_roles_name_check CHECK (char_length(name) BETWEEN 1 AND 50),
    CONSTRAINT drive_roles_drive_wide_check CHECK (num_nulls(can_view, can_edit, can_share) IN (0, 3) AND (can_view OR NOT (can_edit OR can_share)))
);

CREATE TABLE drive_share_links (
    id            text NOT NULL,
    drive_id      text NOT NULL,
    token_hash    bytea NOT NULL,
    level         share_level NOT NULL DEFAULT 'view',
    password_hash text,
    created_by    text,
    created_at    timestamp with time zone NOT NULL DEFAULT now(),
    expires_at    timestamp with time zone,
    revoked_at    timestamp with time zone,
    CONSTRAINT drive_share_links_pkey PRIMARY KEY (id),
    CONSTRAINT drive_share_links_token_hash_key UNIQUE (token_hash)
);

CREATE TABLE favorites (
    id         text NOT NULL,
    user_id    text NOT NULL,
    page_id    text,
    drive_id   text,
    position   double precision NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT favorites_pkey PRIMARY KEY (id),
    CONSTRAINT favorites_user_id_page_id_key UNIQUE (user_id, page_id),
    CONSTRAINT favorites_user_id_drive_id_key UNIQUE (user_id, drive_id),
    CONSTRAINT favorites_target_check CHECK (num_nonnulls(page_id, drive_id) = 1)
);

CREATE TABLE files (
    id                  text NOT NULL,
    drive_id            text NOT NULL,
    hash                bytea NOT NULL,
    name                text NOT NULL,
    mime_type           text NOT NULL,
    size                bigint NOT NULL,
    status              processing_status NOT NULL DEFAULT 'pending',
    error               text,
    extraction_method   text,
    extraction_metadata jsonb,
    uploaded_by         text,
    created_at          timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT files_pkey PRIMARY KEY (id),
    CONSTRAINT files_name_check CHECK (char_length(name) BETWEEN 1 AND 255)
);

CREATE TABLE message_reactions (
    id         text NOT NULL,
    message_id text NOT NULL,
    user_id    text NOT NULL,
    emoji      text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT message_reactions_pkey PRIMARY KEY (id),
    CONSTRAINT message_reactions_message_id_user_id_emoji_key UNIQUE (message_id, user_id, emoji),
    CONSTRAINT message_reactions_emoji_check CHECK (char_length(emoji) BETWEEN 1 AND 40)
);

CREATE TABLE notifications (
    id         uuid NOT NULL,
    user_id    text NOT NULL,
    kind       notification_kind NOT NULL,
    drive_id   text,
    page_id    text,
    message_id text,
    actor_id   text,
    data       jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    read_at    timestamp with time zone,
    CONSTRAINT notifications_pkey PRIMARY KEY (id)
);

CREATE TABLE page_files (
    page_id text NOT NULL,
    file_id text NOT NULL,
    CONSTRAINT page_files_pkey PRIMARY KEY (page_id)
);

CREATE TABLE page_mentions (
    source_page_id text NOT NULL,
    target_page_id text NOT NULL,
    created_at     timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT page_mentions_pkey PRIMARY KEY (source_page_id, target_page_id)
);

CREATE TABLE page_permissions (
    id         text NOT NULL,
    page_id    text NOT NULL,
    user_id    text NOT NULL,
    can_view   boolean NOT NULL,
    can_edit   boolean NOT NULL,
    can_share  boolean NOT NULL,
    can_delete boolean NOT NULL,
    page_only  boolean NOT NULL DEFAULT false,
    expires_at timestamp with time zone,
    granted_by text,
    granted_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT page_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT page_permissions_page_id_user_id_key UNIQUE (page_id, user_id),
    CONSTRAINT page_permissions_view_check CHECK (can_view OR NOT (can_edit OR can_share OR can_delete))
);

CREATE TABLE page_share_links (
    id            text NOT NULL,
    page_id       text NOT NULL,
    token_hash    bytea NOT NULL,
    level         share_level NOT NULL DEFAULT 'view',
    sub_pages     boolean NOT NULL DEFAULT false,
    password_hash text,
    created_by    text,
    created_at    timestamp with time zone NOT NULL DEFAULT now(),
    expires_at    timestamp with time zone,
    revoked_at    timestamp with time zone,
    CONSTRAINT page_share_links_pkey PRIMARY KEY (id),
    CONSTRAINT page_share_links_token_hash_key UNIQUE (token_hash)
);

CREATE TABLE page_tags (
    page_id text NOT NULL,
    tag_id  text NOT NULL,
    CONSTRAINT page_tags_pkey PRIMARY KEY (page_id, tag_id)
);

CREATE TABLE page_texts (
    page_id text NOT NULL,
    seq     bigint NOT NULL,
    text    text NOT NULL,
    words   tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, regexp_replace(normalize(lower(left(text, 200000)), NFKD), '[\u0300-\u036f]+', '', 'g'))) STORED,
    CONSTRAINT page_texts_pkey PRIMARY KEY (page_id)
);

CREATE TABLE page_versions (
    id         uuid NOT NULL,
    page_id    text NOT NULL,
    revision   bigint NOT NULL,
    title      text NOT NULL,
    content    text NOT NULL,
    state      bytea,
    name       text,
    made_by    change_group_type NOT NULL DEFAULT 'user',
    created_by text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT page_versions_pkey PRIMARY KEY (id),
    CONSTRAINT page_versions_page_id_revision_key UNIQUE (page_id, revision)
);

CREATE TABLE page_views (
    user_id   text NOT NULL,
    page_id   text NOT NULL,
    viewed_at timestamp with time zone NOT NULL DEFAULT now(),
    views     bigint NOT NULL DEFAULT 1,
    CONSTRAINT page_views_pkey PRIMARY KEY (user_id, page_id)
);

CREATE TABLE pending_invites (
    id             text NOT NULL,
    drive_id       text NOT NULL,
    email          text NOT NULL,
    role           member_role NOT NULL DEFAULT 'member',
    custom_role_id text,
    token_hash     bytea NOT NULL,
    invited_by     text,
    created_at     timestamp with time zone NOT NULL DEFAULT now(),
    expires_at     timestamp with time zone,
    CONSTRAINT pending_invites_pkey PRIMARY KEY (id),
    CONSTRAINT pending_invites_token_hash_key UNIQUE (token_hash),
    CONSTRAINT pending_invites_drive_id_email_key UNIQUE (drive_id, email),
    CONSTRAINT pending_invites_email_check CHECK (email = lower(email))
);

CREATE TABLE role_page_permissions (
    role_id   text NOT NULL,
    page_id   text NOT NULL,
    can_view  boolean NOT NULL,
    can_edit  boolean NOT NULL,
    can_share boolean NOT NULL,
    CONSTRAINT role_page_permissions_pkey PRIMARY KEY (role_id, page_id),
    CONSTRAINT role_page_permissions_view_check CHECK (can_view OR NOT (can_edit OR can_share))
);

CREATE TABLE tags (
    id         text NOT NULL,
    drive_id   text NOT NULL,
    name       text NOT NULL,
    color      text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT tags_pkey PRIMARY KEY (id),
    CONSTRAINT tags_name_check CHECK (char_length(name) BETWEEN 1 AND 50)
);

CREATE TABLE task_assignees (
    id            text NOT NULL,
    task_id       text NOT NULL,
    user_id       text,
    agent_page_id text,
    position      integer NOT NULL,
    created_at    timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT task_assignees_pkey PRIMARY KEY (id),
    CONSTRAINT task_assignees_task_id_user_id_key UNIQUE (task_id, user_id),
    CONSTRAINT task_assignees_task_id_agent_page_id_key UNIQUE (task_id, agent_page_id),
    CONSTRAINT task_assignees_one_check CHECK (num_nonnulls(user_id, agent_page_id) = 1)
);

CREATE TABLE task_items (
    id           text NOT NULL,
    task_list_id text NOT NULL,
    page_id      text NOT NULL,
    user_id      text NOT NULL,
    status       text NOT NULL,
    priority     task_priority NOT NULL DEFAULT 'medium',
    due_date     timestamp with time zone,
    metadata     jsonb,
    completed_at timestamp with time zone,
    created_at   timestamp with time zone NOT NULL DEFAULT now(),
    updated_at   timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT task_items_pkey PRIMARY KEY (id),
    CONSTRAINT task_items_page_id_key UNIQUE (page_id)
);

CREATE TABLE task_lists (
    id         text NOT NULL,
    page_id    text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT task_lists_pkey PRIMARY KEY (id),
    CONSTRAINT task_lists_page_id_key UNIQUE (page_id)
);

CREATE TABLE task_status_configs (
    id           text NOT NULL,
    task_list_id text NOT NULL,
    name         text NOT NULL,
    slug         text NOT NULL,
    color        text NOT NULL,
    "group"      status_group NOT NULL,
    position     integer NOT NULL,
    created_at   timestamp with time zone NOT NULL DEFAULT now(),
    updated_at   timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT task_status_configs_pkey PRIMARY KEY (id),
    CONSTRAINT task_status_configs_task_list_id_slug_key UNIQUE (task_list_id, slug),
    CONSTRAINT task_status_configs_slug_check CHECK (slug ~ '^[a-z0-9]+(_[a-z0-9]+)*$')
);

CREATE TABLE thread_followers (
    message_id text NOT NULL,
    user_id    text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT thread_followers_pkey PRIMARY KEY (message_id, user_id)
);

CREATE TABLE user_mentions (
    source_page_id text NOT NULL,
    user_id        text NOT NULL,
    created_at     timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT user_mentions_pkey PRIMARY KEY (source_page_id, user_id)
);

CREATE TABLE user_profiles (
    user_id      text NOT NULL,
    username     text,
    display_name text,
    bio          text,
    avatar_url   text,
    timezone     text NOT NULL DEFAULT 'UTC',
    updated_at   timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT user_profiles_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_profiles_username_check CHECK (username ~ '^[A-Za-z0-9_-]{1,40}$'),
    CONSTRAINT user_profiles_display_name_check CHECK (char_length(display_name) BETWEEN 1 AND 100),
    CONSTRAINT user_profiles_bio_check CHECK (char_length(bio) <= 1000)
);

CREATE TABLE verification_tokens (
    id         text NOT NULL,
    user_id    text,
    kind       verification_kind NOT NULL,
    token_hash bytea NOT NULL,
    email      text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    used_at    timestamp with time zone,
    CONSTRAINT verification_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT verification_tokens_token_hash_key UNIQUE (token_hash)
);

ALTER TABLE api_keys ADD COLUMN is_scoped boolean NOT NULL DEFAULT false;
ALTER TABLE drive_members ADD COLUMN custom_role_id text;
ALTER TABLE users ADD COLUMN email_verified_at timestamp with time zone;

ALTER TABLE drive_members ADD CONSTRAINT drive_members_role_check CHECK (custom_role_id IS NULL OR role = 'member') NOT VALID;

CREATE UNIQUE INDEX activity_log_drive_chain_key ON activity_log (drive_id, chain_seq);

CREATE UNIQUE INDEX activity_log_user_chain_key ON activity_log (user_id, chain_seq)
    WHERE drive_id IS NULL;

CREATE UNIQUE INDEX ai_providers_instance_key ON ai_providers (provider)
    WHERE user_id IS NULL AND drive_id IS NULL;

CREATE UNIQUE INDEX drive_roles_name_key ON drive_roles (drive_id, lower(name));

CREATE UNIQUE INDEX drive_roles_one_default_idx ON drive_roles (drive_id)
    WHERE is_default;

CREATE UNIQUE INDEX tags_name_key ON tags (drive_id, lower(name));
CREATE UNIQUE INDEX user_profiles_username_key ON user_profiles (lower(username));

ALTER TABLE activity_log ADD CONSTRAINT activity_log_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE activity_log ADD CONSTRAINT activity_log_rollback_from_id_fkey
    FOREIGN KEY (rollback_from_id) REFERENCES activity_log (id) ON DELETE SET NULL;

ALTER TABLE ai_providers ADD CONSTRAINT ai_providers_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE ai_providers ADD CONSTRAINT ai_providers_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE api_key_drives ADD CONSTRAINT api_key_drives_api_key_id_fkey
    FOREIGN KEY (api_key_id) REFERENCES api_keys (id) ON DELETE CASCADE;

ALTER TABLE api_key_drives ADD CONSTRAINT api_key_drives_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE api_key_drives ADD CONSTRAINT api_key_drives_custom_role_id_fkey
    FOREIGN KEY (custom_role_id) REFERENCES drive_roles (id) ON DELETE CASCADE;

ALTER TABLE channel_messages ADD CONSTRAINT channel_messages_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE channel_messages ADD CONSTRAINT channel_messages_file_id_fkey
    FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE SET NULL;

ALTER TABLE channel_messages ADD CONSTRAINT channel_messages_parent_id_fkey
    FOREIGN KEY (parent_id) REFERENCES channel_messages (id) ON DELETE CASCADE;

ALTER TABLE channel_messages ADD CONSTRAINT channel_messages_mirrored_from_id_fkey
    FOREIGN KEY (mirrored_from_id) REFERENCES channel_messages (id) ON DELETE SET NULL;

ALTER TABLE channel_messages ADD CONSTRAINT channel_messages_quoted_message_id_fkey
    FOREIGN KEY (quoted_message_id) REFERENCES channel_messages (id) ON DELETE SET NULL;

ALTER TABLE channel_reads ADD CONSTRAINT channel_reads_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE channel_reads ADD CONSTRAINT channel_reads_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE connections ADD CONSTRAINT connections_user1_id_fkey
    FOREIGN KEY (user1_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE connections ADD CONSTRAINT connections_user2_id_fkey
    FOREIGN KEY (user2_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE connections ADD CONSTRAINT connections_requested_by_fkey
    FOREIGN KEY (requested_by) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE conversation_messages ADD CONSTRAINT conversation_messages_conversation_id_fkey
    FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE;

ALTER TABLE conversation_messages ADD CONSTRAINT conversation_messages_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE conversations ADD CONSTRAINT conversations_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE conversations ADD CONSTRAINT conversations_agent_page_id_fkey
    FOREIGN KEY (agent_page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE drive_members ADD CONSTRAINT drive_members_custom_role_id_fkey
    FOREIGN KEY (custom_role_id) REFERENCES drive_roles (id) ON DELETE SET NULL NOT VALID;

ALTER TABLE drive_roles ADD CONSTRAINT drive_roles_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE drive_share_links ADD CONSTRAINT drive_share_links_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE drive_share_links ADD CONSTRAINT drive_share_links_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE favorites ADD CONSTRAINT favorites_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE favorites ADD CONSTRAINT favorites_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE favorites ADD CONSTRAINT favorites_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE files ADD CONSTRAINT files_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE files ADD CONSTRAINT files_hash_fkey
    FOREIGN KEY (hash) REFERENCES blobs (hash) ON DELETE CASCADE;

ALTER TABLE files ADD CONSTRAINT files_uploaded_by_fkey
    FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE message_reactions ADD CONSTRAINT message_reactions_message_id_fkey
    FOREIGN KEY (message_id) REFERENCES channel_messages (id) ON DELETE CASCADE;

ALTER TABLE notifications ADD CONSTRAINT notifications_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE notifications ADD CONSTRAINT notifications_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE notifications ADD CONSTRAINT notifications_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE notifications ADD CONSTRAINT notifications_message_id_fkey
    FOREIGN KEY (message_id) REFERENCES channel_messages (id) ON DELETE CASCADE;

ALTER TABLE page_files ADD CONSTRAINT page_files_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_files ADD CONSTRAINT page_files_file_id_fkey
    FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE CASCADE;

ALTER TABLE page_mentions ADD CONSTRAINT page_mentions_source_page_id_fkey
    FOREIGN KEY (source_page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_mentions ADD CONSTRAINT page_mentions_target_page_id_fkey
    FOREIGN KEY (target_page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_permissions ADD CONSTRAINT page_permissions_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_permissions ADD CONSTRAINT page_permissions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE page_permissions ADD CONSTRAINT page_permissions_granted_by_fkey
    FOREIGN KEY (granted_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE page_share_links ADD CONSTRAINT page_share_links_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_share_links ADD CONSTRAINT page_share_links_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE page_tags ADD CONSTRAINT page_tags_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_tags ADD CONSTRAINT page_tags_tag_id_fkey
    FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE;

ALTER TABLE page_texts ADD CONSTRAINT page_texts_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_versions ADD CONSTRAINT page_versions_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE page_versions ADD CONSTRAINT page_versions_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE page_views ADD CONSTRAINT page_views_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE page_views ADD CONSTRAINT page_views_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE pending_invites ADD CONSTRAINT pending_invites_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE pending_invites ADD CONSTRAINT pending_invites_custom_role_id_fkey
    FOREIGN KEY (custom_role_id) REFERENCES drive_roles (id) ON DELETE SET NULL;

ALTER TABLE pending_invites ADD CONSTRAINT pending_invites_invited_by_fkey
    FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE role_page_permissions ADD CONSTRAINT role_page_permissions_role_id_fkey
    FOREIGN KEY (role_id) REFERENCES drive_roles (id) ON DELETE CASCADE;

ALTER TABLE role_page_permissions ADD CONSTRAINT role_page_permissions_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE tags ADD CONSTRAINT tags_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE task_assignees ADD CONSTRAINT task_assignees_task_id_fkey
    FOREIGN KEY (task_id) REFERENCES task_items (id) ON DELETE CASCADE;

ALTER TABLE task_assignees ADD CONSTRAINT task_assignees_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE task_assignees ADD CONSTRAINT task_assignees_agent_page_id_fkey
    FOREIGN KEY (agent_page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE task_items ADD CONSTRAINT task_items_task_list_id_fkey
    FOREIGN KEY (task_list_id) REFERENCES task_lists (id) ON DELETE CASCADE;

ALTER TABLE task_items ADD CONSTRAINT task_items_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE task_lists ADD CONSTRAINT task_lists_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE task_status_configs ADD CONSTRAINT task_status_configs_task_list_id_fkey
    FOREIGN KEY (task_list_id) REFERENCES task_lists (id) ON DELETE CASCADE;

ALTER TABLE thread_followers ADD CONSTRAINT thread_followers_message_id_fkey
    FOREIGN KEY (message_id) REFERENCES channel_messages (id) ON DELETE CASCADE;

ALTER TABLE thread_followers ADD CONSTRAINT thread_followers_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE user_mentions ADD CONSTRAINT user_mentions_source_page_id_fkey
    FOREIGN KEY (source_page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE user_mentions ADD CONSTRAINT user_mentions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE user_profiles ADD CONSTRAINT user_profiles_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE verification_tokens ADD CONSTRAINT verification_tokens_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

CREATE INDEX activity_log_drive_idx ON activity_log (drive_id, at DESC, id DESC);
CREATE INDEX activity_log_page_idx ON activity_log (page_id, at DESC, id DESC);
CREATE INDEX activity_log_user_idx ON activity_log (user_id, at DESC, id DESC);
CREATE INDEX activity_log_group_idx ON activity_log (change_group_id);
CREATE INDEX activity_log_rollback_idx ON activity_log (rollback_from_id);
CREATE INDEX api_key_drives_drive_id_idx ON api_key_drives (drive_id);
CREATE INDEX api_key_drives_custom_role_id_idx ON api_key_drives (custom_role_id);
CREATE INDEX channel_messages_page_id_idx ON channel_messages (page_id, created_at, id);
CREATE INDEX channel_messages_parent_id_idx ON channel_messages (parent_id, created_at, id);
CREATE INDEX channel_messages_user_id_idx ON channel_messages (user_id, created_at);
CREATE INDEX channel_messages_file_id_idx ON channel_messages (file_id);
CREATE INDEX channel_messages_mirrored_from_id_idx ON channel_messages (mirrored_from_id);
CREATE INDEX channel_messages_quoted_message_id_idx ON channel_messages (quoted_message_id);
CREATE INDEX channel_messages_words_idx ON channel_messages USING gin (to_tsvector('simple'::regconfig, regexp_replace(normalize(lower(content), NFKD), '[\u0300-\u036f]+', '', 'g')));
CREATE INDEX channel_messages_trigrams_idx ON channel_messages USING gin (content gin_trgm_ops);
CREATE INDEX channel_reads_user_id_idx ON channel_reads (user_id);
CREATE INDEX connections_user2_id_idx ON connections (user2_id);
CREATE INDEX connections_requested_by_idx ON connections (requested_by);
CREATE INDEX conversation_messages_conversation_id_idx ON conversation_messages (conversation_id, id);
CREATE INDEX conversation_messages_user_id_idx ON conversation_messages (user_id);
CREATE INDEX conversations_agent_page_id_idx ON conversations (agent_page_id, updated_at DESC, id DESC);
CREATE INDEX conversations_user_id_idx ON conversations (user_id, updated_at DESC, id DESC);
CREATE INDEX drive_roles_drive_id_idx ON drive_roles (drive_id, position, id);
CREATE INDEX drive_share_links_drive_id_idx ON drive_share_links (drive_id);
CREATE INDEX drive_share_links_created_by_idx ON drive_share_links (created_by);
CREATE INDEX favorites_order_idx ON favorites (user_id, position, id);
CREATE INDEX favorites_page_id_idx ON favorites (page_id);
CREATE INDEX favorites_drive_id_idx ON favorites (drive_id);
CREATE INDEX files_drive_id_idx ON files (drive_id);
CREATE INDEX files_hash_idx ON files (hash);
CREATE INDEX files_uploaded_by_idx ON files (uploaded_by);

CREATE INDEX files_waiting_idx ON files (created_at)
    WHERE status IN ('pending', 'processing');

CREATE INDEX notifications_inbox_idx ON notifications (user_id, id);

CREATE INDEX notifications_unread_idx ON notifications (user_id, id)
    WHERE read_at IS NULL;

CREATE INDEX notifications_drive_id_idx ON notifications (drive_id);
CREATE INDEX notifications_page_id_idx ON notifications (page_id);
CREATE INDEX notifications_message_id_idx ON notifications (message_id);
CREATE INDEX page_files_file_id_idx ON page_files (file_id);
CREATE INDEX page_mentions_target_page_id_idx ON page_mentions (target_page_id);
CREATE INDEX page_permissions_user_id_idx ON page_permissions (user_id);
CREATE INDEX page_permissions_granted_by_idx ON page_permissions (granted_by);
CREATE INDEX page_share_links_page_id_idx ON page_share_links (page_id);
CREATE INDEX page_share_links_created_by_idx ON page_share_links (created_by);
CREATE INDEX page_tags_tag_id_idx ON page_tags (tag_id);
CREATE INDEX page_texts_words_idx ON page_texts USING gin (words);
CREATE INDEX page_texts_trigrams_idx ON page_texts USING gin (text gin_trgm_ops);
CREATE INDEX page_versions_created_by_idx ON page_versions (created_by);
CREATE INDEX page_views_recent_idx ON page_views (user_id, viewed_at DESC, page_id);
CREATE INDEX page_views_page_id_idx ON page_views (page_id);
CREATE INDEX pending_invites_email_idx ON pending_invites (email);
CREATE INDEX pending_invites_custom_role_id_idx ON pending_invites (custom_role_id);
CREATE INDEX pending_invites_invited_by_idx ON pending_invites (invited_by);
CREATE INDEX role_page_permissions_page_id_idx ON role_page_permissions (page_id);
CREATE INDEX tags_drive_id_idx ON tags (drive_id);
CREATE INDEX task_assignees_user_id_idx ON task_assignees (user_id);
CREATE INDEX task_assignees_agent_page_id_idx ON task_assignees (agent_page_id);
CREATE INDEX task_items_task_list_id_idx ON task_items (task_list_id);

CREATE INDEX task_items_due_idx ON task_items (due_date)
    WHERE due_date IS NOT NULL AND completed_at IS NULL;

CREATE INDEX task_items_user_id_idx ON task_items (user_id);
CREATE INDEX thread_followers_user_id_idx ON thread_followers (user_id);
CREATE INDEX user_mentions_user_id_idx ON user_mentions (user_id);
CREATE INDEX verification_tokens_user_id_idx ON verification_tokens (user_id);
CREATE INDEX verification_tokens_expires_at_idx ON verification_tokens (expires_at);

CREATE TRIGGER ai_providers_touch_updated_at BEFORE UPDATE ON ai_providers
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER drive_roles_touch_updated_at BEFORE UPDATE ON drive_roles
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER task_items_touch_updated_at BEFORE UPDATE ON task_items
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER task_status_configs_touch_updated_at BEFORE UPDATE ON task_status_configs
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER user_profiles_touch_updated_at BEFORE UPDATE ON user_profiles
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE OR REPLACE FUNCTION reachable_drives() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id FROM drives WHERE owner_id = current_setting('pagespace.user', true)
  UNION ALL
    SELECT drive_id FROM drive_members
    WHERE user_id = current_setting('pagespace.user', true) AND accepted_at IS NOT NULL
  UNION ALL
    SELECT pages.drive_id FROM page_permissions JOIN pages ON pages.id = page_permissions.page_id
    WHERE user_id = current_setting('pagespace.user', true)
  UNION ALL
    SELECT pages.drive_id FROM page_share_links JOIN pages ON pages.id = page_share_links.page_id
    WHERE token_hash = decode(current_setting('pagespace.link', true), 'hex') AND revoked_at IS NULL
  UNION ALL
    SELECT drive_id FROM drive_share_links
    WHERE token_hash = decode(current_setting('pagespace.link', true), 'hex') AND revoked_at IS NULL
$$;

ALTER TABLE activity_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE ai_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE channel_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE channel_reads ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;

-- running_code: code that does not own document_states sees only what policies let through
ALTER TABLE document_states ENABLE ROW LEVEL SECURITY;

-- running_code: code that does not own document_updates sees only what policies let through
ALTER TABLE document_updates ENABLE ROW LEVEL SECURITY;

-- running_code: code that does not own documents sees only what policies let through
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;

-- running_code: code that does not own drive_members sees only what policies let through
ALTER TABLE drive_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE drive_roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE drive_share_links ENABLE ROW LEVEL SECURITY;

-- running_code: code that does not own drives sees only what policies let through
ALTER TABLE drives ENABLE ROW LEVEL SECURITY;

-- running_code: code that does not own events sees only what policies let through
ALTER TABLE events ENABLE ROW LEVEL SECURITY;

ALTER TABLE files ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_reactions ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_mentions ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_permissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_share_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_views ENABLE ROW LEVEL SECURITY;

-- running_code: code that does not own pages sees only what policies let through
ALTER TABLE pages ENABLE ROW LEVEL SECURITY;

ALTER TABLE pending_invites ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_page_permissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_assignees ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_status_configs ENABLE ROW LEVEL SECURITY;
ALTER TABLE thread_followers ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_mentions ENABLE ROW LEVEL SECURITY;

CREATE POLICY reachable ON activity_log
    USING (drive_id IN (SELECT reachable_drives()) OR drive_id IS NULL AND user_id = current_setting('pagespace.user', true));

CREATE POLICY reachable ON ai_providers
    USING (drive_id IS NULL OR drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON channel_messages
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON channel_reads
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON conversation_messages
    USING (EXISTS (SELECT FROM conversations WHERE conversations.id = conversation_id));

CREATE POLICY reachable ON conversations
    USING (agent_page_id IS NULL OR EXISTS (SELECT FROM pages WHERE pages.id = agent_page_id));

CREATE POLICY reachable ON document_states
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON document_updates
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON documents
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON drive_members
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON drive_roles
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON drive_share_links
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON drives
    USING (owner_id = current_setting('pagespace.user', true) OR id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON events
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON files
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON message_reactions
    USING (EXISTS (SELECT FROM channel_messages WHERE channel_messages.id = message_id));

CREATE POLICY own ON notifications
    USING (user_id = current_setting('pagespace.user', true) OR drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON page_files
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON page_mentions
    USING (EXISTS (SELECT FROM pages WHERE pages.id = source_page_id));

CREATE POLICY reachable ON page_permissions
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON page_share_links
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON page_tags
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON page_texts
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON page_versions
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON page_views
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON pages
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON pending_invites
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON role_page_permissions
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON tags
    USING (drive_id IN (SELECT reachable_drives()));

CREATE POLICY reachable ON task_assignees
    USING (EXISTS (SELECT FROM task_items WHERE task_items.id = task_id));

CREATE POLICY reachable ON task_items
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON task_lists
    USING (EXISTS (SELECT FROM pages WHERE pages.id = page_id));

CREATE POLICY reachable ON task_status_configs
    USING (EXISTS (SELECT FROM task_lists WHERE task_lists.id = task_list_id));

CREATE POLICY reachable ON thread_followers
    USING (EXISTS (SELECT FROM channel_messages WHERE channel_messages.id = message_id));

CREATE POLICY reachable ON user_mentions
    USING (EXISTS (SELECT FROM pages WHERE pages.id = source_page_id));

COMMENT ON TYPE processing_status IS 'How far the text of a file has been read.';
COMMENT ON TYPE share_level IS 'What a share link lets people do.';

COMMENT ON TABLE activity_log IS 'A change, for people to read. The rows of a drive, and those of a person outside of drives, form a
chain: each holds the hash of the one before it, so that none can be changed or left out unnoticed.';

COMMENT ON TABLE ai_providers IS 'How a provider of models is reached: by everybody, by a drive, or by one person.';
COMMENT ON TABLE api_key_drives IS 'A drive that a scoped key reaches, and as what.';
COMMENT ON TABLE blobs IS 'A content in the blob store. Without a file that refers to it, it may be collected.';
COMMENT ON TABLE channel_messages IS 'A message in a channel, or a reply in a thread.';
COMMENT ON TABLE channel_reads IS 'How far a person has read a channel.';
COMMENT ON TABLE connections IS 'A contact: two people, in the order of their ids, so that a pair has one row.';
COMMENT ON TABLE conversation_messages IS 'A message of a conversation, in the order of the ids.';
COMMENT ON TABLE conversations IS 'A conversation of a person with an agent, or with the assistant of the instance.';
COMMENT ON TABLE drive_roles IS 'A named set of permissions of a drive.';
COMMENT ON TABLE drive_share_links IS 'A link to all of a drive.';
COMMENT ON TABLE favorites IS 'A drive or a page that a person keeps at hand.';
COMMENT ON TABLE files IS 'An upload: a content under a name.';
COMMENT ON TABLE message_reactions IS 'An emoji under a message.';
COMMENT ON TABLE notifications IS 'Something in the inbox of a person, in the order of the ids.';
COMMENT ON TABLE page_files IS 'The file of a page of type FILE. Its text is in `page_texts`.';
COMMENT ON TABLE page_mentions IS 'The content of one page names another one.';
COMMENT ON TABLE page_permissions IS 'Rights of one person on one page: a grant. Without view it is a deny.';
COMMENT ON TABLE page_share_links IS 'A link to one page.';
COMMENT ON TABLE page_tags IS 'A tag on a page.';

COMMENT ON TABLE page_texts IS 'The content of a page as plain text, for finding it. It follows the document some edits later, so
that no keystroke has to wait for the indexes.';

COMMENT ON TABLE page_versions IS 'A page as it once was.';
COMMENT ON TABLE page_views IS 'When a person last opened a page, and how often.';
COMMENT ON TABLE pending_invites IS 'An invitation to an address that has not been accepted.';
COMMENT ON TABLE role_page_permissions IS 'What a custom role may do on a page and below it. All false is a deny.';
COMMENT ON TABLE tags IS 'A word that the pages of a drive are found by.';
COMMENT ON TABLE task_assignees IS 'A person or an agent who is to do a task.';
COMMENT ON TABLE task_items IS 'What a page of type `TASK_LIST` is as a task of the list above it.';
COMMENT ON TABLE task_lists IS 'The tasks of a page.';
COMMENT ON TABLE task_status_configs IS 'A status that the tasks of a list can have. A list without any uses those of the nearest list above it.';
COMMENT ON TABLE thread_followers IS 'Somebody who wants to hear of replies in a thread.';
COMMENT ON TABLE user_mentions IS 'The content of a page names a person.';
COMMENT ON TABLE user_profiles IS 'What a person shows of themselves.';
COMMENT ON TABLE verification_tokens IS 'A link that proves something once: that an address is one''s own, that a password may be changed.';
COMMENT ON COLUMN activity_log.drive_id IS 'Null for what happens outside of drives: signing in, keys.';
COMMENT ON COLUMN activity_log.chain_seq IS 'Number in the chain of the drive, or of the person, from 1, without a gap.';
COMMENT ON COLUMN activity_log.user_id IS 'Who did it, also through a key or an agent. Not a foreign key: the record outlives the account.';
COMMENT ON COLUMN activity_log.operation IS '`create`, `move`, `permission_grant`, …';
COMMENT ON COLUMN activity_log.page_id IS 'The page it is about. Not a foreign key: the record outlives the page.';
COMMENT ON COLUMN activity_log.page_revision IS 'The revision of the page after the change.';
COMMENT ON COLUMN activity_log.rollback_from_id IS 'The change that this one takes back.';
COMMENT ON COLUMN activity_log.previous_hash IS 'Null in the first row of a chain.';
COMMENT ON COLUMN activity_log.hash IS 'SHA3-256 over the row and `previous_hash`.';
COMMENT ON COLUMN ai_providers.provider IS '`openai`, `anthropic`, `ollama`, …';
COMMENT ON COLUMN ai_providers.base_url IS 'Where it is, if not at its usual address.';
COMMENT ON COLUMN ai_providers.encrypted_key IS 'The key, encrypted with that of the instance, nonce first; never sent to a client.';
COMMENT ON COLUMN api_key_drives.role IS 'Null: whatever the person is at that moment.';
COMMENT ON COLUMN api_key_drives.custom_role_id IS 'A key whose role is deleted loses the drive.';
COMMENT ON COLUMN api_keys.is_scoped IS 'Limited to drives that are named; still so when none of them is left.';
COMMENT ON COLUMN blobs.hash IS 'SHA-256.';
COMMENT ON COLUMN blobs.size IS 'In bytes.';
COMMENT ON COLUMN channel_messages.user_id IS 'Not a foreign key: what somebody has said outlives their account.';
COMMENT ON COLUMN channel_messages.attachment IS 'Name, size, type and hash of the file as it was sent.';
COMMENT ON COLUMN channel_messages.sender IS 'The agent or webhook that speaks in the name of the person.';
COMMENT ON COLUMN channel_messages.parent_id IS 'The root of the thread that this is a reply in.';
COMMENT ON COLUMN channel_messages.mirrored_from_id IS 'The reply that this one repeats at the top level.';
COMMENT ON COLUMN channel_messages.created_at IS 'Grows in the order in which the messages of a drive can be seen.';
COMMENT ON COLUMN channel_reads.read_until IS 'When the last message was written that the person has seen.';
COMMENT ON COLUMN conversation_messages.parts IS 'Texts, files, tool calls and their results, as the contract''s `MessagePart`.';
COMMENT ON COLUMN conversations.agent_page_id IS 'A page of type `AI_CHAT`; null for the assistant of the instance.';
COMMENT ON COLUMN conversations.is_shared IS 'Readable by everybody who may see the agent.';
COMMENT ON COLUMN conversations.updated_at IS 'When the last message was written.';
COMMENT ON COLUMN drive_roles.name IS 'Unique in the drive, without regard to case.';
COMMENT ON COLUMN drive_roles.is_default IS 'Given to those who join without a role of their own.';
COMMENT ON COLUMN drive_roles.can_view IS 'Drive-wide permissions; all three null: the role has no opinion.';
COMMENT ON COLUMN drive_share_links.token_hash IS 'SHA3-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN drive_share_links.password_hash IS 'Argon2id in PHC format.';
COMMENT ON COLUMN favorites.position IS 'Sort key among the favourites of the person.';
COMMENT ON COLUMN files.hash IS 'A blob stays as long as a file has it.';
COMMENT ON COLUMN files.name IS 'As it was uploaded.';
COMMENT ON COLUMN files.size IS 'In bytes.';
COMMENT ON COLUMN files.error IS 'Why its text could not be read.';
COMMENT ON COLUMN message_reactions.user_id IS 'Not a foreign key, as that of the message.';
COMMENT ON COLUMN notifications.actor_id IS 'Who gave rise to it. Not a foreign key: it was said even if the account is gone.';
COMMENT ON COLUMN page_permissions.page_only IS 'Does not reach what is below the page.';
COMMENT ON COLUMN page_share_links.token_hash IS 'SHA3-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN page_share_links.sub_pages IS 'Also what is below the page.';
COMMENT ON COLUMN page_share_links.password_hash IS 'Argon2id in PHC format.';
COMMENT ON COLUMN page_texts.seq IS 'The update of the document up to which this is the text.';

COMMENT ON COLUMN page_texts.words IS 'The words of the text, in lower case and without accents. Those of the first 200,000 characters,
because PostgreSQL takes no more than a megabyte of them.';

COMMENT ON COLUMN page_versions.revision IS 'The revision of the page that this is.';
COMMENT ON COLUMN page_versions.content IS 'As it read: HTML, or the text itself.';
COMMENT ON COLUMN page_versions.state IS 'The shared document, compacted; null for pages without one.';
COMMENT ON COLUMN page_versions.name IS 'Given by people; versions with a name are kept.';
COMMENT ON COLUMN pending_invites.email IS 'Lower case.';
COMMENT ON COLUMN pending_invites.token_hash IS 'SHA3-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN task_assignees.position IS 'Order in which they were named, from 0.';
COMMENT ON COLUMN task_items.user_id IS 'Who made it. Not a foreign key: the task outlives the account.';
COMMENT ON COLUMN task_items.status IS 'The slug of a status of the list, or of the list that it has its statuses from.';
COMMENT ON COLUMN task_items.completed_at IS 'Set while the status belongs to the group `done`.';
COMMENT ON COLUMN user_profiles.username IS 'Unique over the instance, without regard to case.';
COMMENT ON COLUMN user_profiles.timezone IS 'IANA name of the zone in which the person reads and writes times.';
COMMENT ON COLUMN verification_tokens.user_id IS 'Null for the link that makes the first person.';
COMMENT ON COLUMN verification_tokens.token_hash IS 'SHA3-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN verification_tokens.email IS 'The new address, where one is to be proved.';
