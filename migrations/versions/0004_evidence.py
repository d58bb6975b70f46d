"""Files that belong to reports, and what each school takes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(16), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_files_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_files_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_files_report_id"), "files", ["report_id"])
    op.create_table(
        "evidence_rules",
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("most_files", sa.SmallInteger(), nullable=False),
        sa.Column("file_mb", sa.SmallInteger(), nullable=False),
        sa.Column("together_mb", sa.SmallInteger(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_evidence_rules_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_evidence_rules")),
    )


def downgrade() -> None:
    op.drop_table("evidence_rules")
    op.drop_index(op.f("ix_files_report_id"), table_name="files")
    op.drop_table("files")
