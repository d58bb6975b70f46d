"""Offers of a case to another school."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(16), nullable=False),
        sa.Column("to_school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("to_staff_id", sa.LargeBinary(16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_offers_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_offers_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_offers_staff_id_staff"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["to_school_id"],
            ["schools.id"],
            name=op.f("fk_offers_to_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["to_staff_id"],
            ["staff.id"],
            name=op.f("fk_offers_to_staff_id_staff"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("report_id", name=op.f("uq_offers_report_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_offers_to", "offers", ["to_staff_id", "state"])


def downgrade() -> None:
    op.drop_index("ix_offers_to", table_name="offers")
    op.drop_table("offers")
