"""What the database itself refuses, whoever asks: triggers, on SQLite and on PostgreSQL."""
