//! The whole schema: the single source of truth for types, queries and migrations.

#![expect(
    clippy::duplicated_attributes,
    reason = "two keys of one table may say the same thing, as two indexes with one method"
)]

pub mod ai;
pub mod auth;
pub mod chat;
pub mod content;
pub mod core;
pub mod history;
pub mod inbox;
pub mod members;
pub mod storage;
pub mod tasks;
pub mod wall;

pub use ai::*;
pub use auth::*;
pub use chat::*;
pub use content::*;
pub use core::*;
pub use history::*;
pub use inbox::*;
pub use members::*;
pub use storage::*;
pub use tasks::*;

diesel_kit::schema! {
    pub fn schema {
        extensions { pg_trgm }
        tables {
            users => User,
            user_profiles => UserProfile,
            sessions => Session,
            api_keys => ApiKey,
            api_key_drives => ApiKeyDrive,
            verification_tokens => VerificationToken,
            drives => Drive,
            pages => Page,
            tags => Tag,
            page_tags => PageTag,
            favorites => Favorite,
            page_mentions => PageMention,
            user_mentions => UserMention,
            page_views => PageView,
            drive_members => DriveMember,
            drive_roles => DriveRole,
            role_page_permissions => RolePagePermission,
            page_permissions => PagePermission,
            page_share_links => PageShareLink,
            drive_share_links => DriveShareLink,
            pending_invites => PendingInvite,
            connections => Contact,
            channel_messages => ChannelMessage,
            message_reactions => MessageReaction,
            thread_followers => ThreadFollower,
            channel_reads => ChannelRead,
            task_lists => TaskList,
            task_status_configs => TaskStatus,
            task_items => TaskItem,
            task_assignees => TaskAssignee,
            documents => Document,
            document_updates => DocumentUpdate,
            document_states => DocumentState,
            page_texts => PageText,
            blobs => Blob,
            files => File,
            page_files => PageFile,
            conversations => Conversation,
            conversation_messages => ConversationMessage,
            ai_providers => AiProvider,
            streams => Stream,
            events => Event,
            activity_log => Activity,
            page_versions => PageVersion,
            notifications => Notification,
        }
        enums {
            VerificationKind,
            PageType,
            ContentMode,
            DriveKind,
            MemberRole,
            ShareLevel,
            ConnectionStatus,
            TaskPriority,
            StatusGroup,
            ProcessingStatus,
            MessageRole,
            ResourceType,
            ChangeGroupType,
            NotificationKind,
        }
        objects { wall::reachable_drives() }
    }
}
