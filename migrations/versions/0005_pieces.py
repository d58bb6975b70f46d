"""What pupils read at a school: its own texts, and what its safeguarding lead accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "pieces",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("school_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("based_on", sa.String(64), nullable=False),
        sa.Column("author_id", sa.LargeBinary(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("mac_v", sa.SmallInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_pieces_school_id_schools"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pieces")),
        sa.UniqueConstraint("school_id", "kind", "item", "n", name=op.f("uq_pieces_school_id")),
    )
    op.create_index(op.f("ix_pieces_school_id"), "pieces", ["school_id"])


def downgrade() -> None:
    op.drop_table("pieces")
