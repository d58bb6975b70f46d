"""The tables as they began."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(16), nullable=False),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("dead_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_outbox_run_at"), "outbox", ["run_at"], unique=False)
    op.create_table(
        "schools",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("words_salt", sa.LargeBinary(), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("exit_url", sa.String(length=300), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(), nullable=True),
        sa.Column("recovery_holders", sa.Text(), nullable=False),
        sa.Column("outside_public", sa.LargeBinary(), nullable=True),
        sa.Column("outside_name", sa.String(length=120), nullable=False),
        sa.Column("timetable", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("routing", sa.Text(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("slug", name=op.f("uq_schools_slug")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(16), nullable=True),
        sa.Column("v", sa.SmallInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("purge_hour", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_purge_hour"), "sessions", ["purge_hour"], unique=False)
    op.create_index(op.f("ix_sessions_staff_id"), "sessions", ["staff_id"], unique=False)
    op.create_table(
        "sign_in_counts",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("barred_until", sa.BigInteger(), nullable=False),
        sa.Column("purge_hour", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_counts")),
    )
    op.create_index(op.f("ix_sign_in_counts_purge_hour"), "sign_in_counts", ["purge_hour"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("operator", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("gen", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("cred", sa.LargeBinary(), nullable=True),
        sa.Column("cred_v", sa.SmallInteger(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_v", sa.SmallInteger(), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_codes", sa.LargeBinary(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=True),
        sa.Column("sign_public", sa.LargeBinary(), nullable=True),
        sa.Column("fp", sa.LargeBinary(), nullable=True),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=True),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=True),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "trail",
        sa.Column("chain", sa.LargeBinary(16), nullable=False),
        sa.Column("i", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("v", sa.SmallInteger(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(16), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "i", name=op.f("pk_trail")),
    )
    op.create_index("ix_trail_report_id", "trail", ["report_id"], unique=False)
    op.create_table(
        "trail_heads",
        sa.Column("chain", sa.LargeBinary(16), nullable=False),
        sa.Column("i", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_trail_heads")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_invitations_staff_id_staff"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_staff_id"), "invitations", ["staff_id"], unique=False)
    op.create_table(
        "nominations",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(16), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("dsl", sa.Boolean(), nullable=False),
        sa.Column("shown_name", sa.String(length=80), nullable=False),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("to_day", sa.BigInteger(), nullable=True),
        sa.Column("away_from", sa.BigInteger(), nullable=True),
        sa.Column("away_until", sa.BigInteger(), nullable=True),
        sa.Column("stand_in", sa.LargeBinary(16), nullable=True),
        sa.Column("fp", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("confirmed_by", sa.LargeBinary(16), nullable=True),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_nominations_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_nominations_staff_id_staff"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
    )
    op.create_index(op.f("ix_nominations_school_id"), "nominations", ["school_id"], unique=False)
    op.create_index(op.f("ix_nominations_staff_id"), "nominations", ["staff_id"], unique=False)
    op.create_table(
        "prepared",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("which", sa.String(16), nullable=False),
        sa.Column("shipped", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_prepared_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared")),
    )
    op.create_index(op.f("ix_prepared_school_id"), "prepared", ["school_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("turn", sa.String(16), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("retention", sa.String(16), nullable=False),
        sa.Column("retention_month", sa.BigInteger(), nullable=True),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("renew", sa.Boolean(), nullable=False),
        sa.Column("pupil_public", sa.LargeBinary(), nullable=False),
        sa.Column("commits", sa.LargeBinary(), nullable=False),
        sa.Column("granted", sa.LargeBinary(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_reports_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("reference", name=op.f("uq_reports_reference")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_reports_queue",
        "reports",
        ["school_id", "state", "retention", "level", "turn", "due", "received", "id"],
        unique=False,
    )
    op.create_table(
        "rosters",
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_rosters_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_rosters")),
    )
    op.create_table(
        "cards",
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_cards_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_cards_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_cards")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_entries_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_entries_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("report_id", "seq", name=op.f("uq_entries_report_id_seq")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reader_id", sa.LargeBinary(16), nullable=False),
        sa.Column("reader_fp", sa.LargeBinary(), nullable=False),
        sa.Column("slots", sa.SmallInteger(), nullable=False),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("followup_id", sa.LargeBinary(16), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("commits", sa.LargeBinary(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_grants_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_grants_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint(
            "report_id",
            "kind",
            "reader_id",
            "epoch",
            "followup_id",
            name=op.f("uq_grants_report_id_kind_reader_id_epoch_followup_id"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_grants_reader", "grants", ["reader_id", "kind", "state", "followup_id", "report_id"], unique=False
    )
    op.create_table(
        "receipts",
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("v", sa.SmallInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("stored", sa.LargeBinary(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_receipts_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_receipts_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("school_id", "lookup", name=op.f("uq_receipts_school_id_lookup")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "holds",
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_holds_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_holds_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_holds_staff_id_staff"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_holds")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcomes",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("term", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("helped", sa.String(length=16), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_outcomes_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("outcomes")
    op.drop_table("holds")
    op.drop_table("receipts")
    op.drop_index("ix_grants_reader", table_name="grants")
    op.drop_table("grants")
    op.drop_table("entries")
    op.drop_table("cards")
    op.drop_table("rosters")
    op.drop_index("ix_reports_queue", table_name="reports")
    op.drop_table("reports")
    op.drop_index(op.f("ix_prepared_school_id"), table_name="prepared")
    op.drop_table("prepared")
    op.drop_index(op.f("ix_nominations_staff_id"), table_name="nominations")
    op.drop_index(op.f("ix_nominations_school_id"), table_name="nominations")
    op.drop_table("nominations")
    op.drop_index(op.f("ix_invitations_staff_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("trail_heads")
    op.drop_index("ix_trail_report_id", table_name="trail")
    op.drop_table("trail")
    op.drop_table("staff")
    op.drop_index(op.f("ix_sign_in_counts_purge_hour"), table_name="sign_in_counts")
    op.drop_table("sign_in_counts")
    op.drop_index(op.f("ix_sessions_staff_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_purge_hour"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("schools")
    op.drop_index(op.f("ix_outbox_run_at"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("heartbeats")
    op.drop_table("deployment")
