package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.connector.SinkTask;
import dev.millrace.function.VoidFunction2;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;

/**
 * One attempt at a task: its mark and its records in one transaction, or nothing of both. Whether a commit came through whose
 * answer was lost, the next attempt learns from the mark. Used once, by one thread.
 */
final class TaskTransaction<R> {
    private static final int RACES_MAX = 5;

    private final SinkSettings<?> settings;
    private final MarksTable marks;
    private final VoidFunction2<? super PreparedStatement, ? super R> bind;
    private final SinkTask task;
    private final Session session;

    private boolean leavesOldMarks;

    TaskTransaction(
            SinkSettings<?> settings,
            MarksTable marks,
            VoidFunction2<? super PreparedStatement, ? super R> bind,
            SinkTask task,
            Session session) {
        this.settings = settings;
        this.marks = marks;
        this.bind = bind;
        this.task = task;
        this.session = session;
    }

    void run(Iterator<R> records) {
        if (mark()) {
            insert(records);
            commit();
            if (leavesOldMarks) {
                forgetOldMarks();
            }
        }
    }

    /** Whether the task is still to be written. The partition is then this transaction's until it ends. */
    private boolean mark() {
        try {
            return markOrCreate();
        } catch (SQLException e) {
            throw Trouble.of(settings.connecting(), "marking the task in " + marks.name(), e);
        }
    }

    /** The table is there nearly always, so it is looked for only when something fails. */
    private boolean markOrCreate() throws SQLException {
        try {
            return markUnlessRaced();
        } catch (SQLException e) {
            if (Fault.of(e).isOutside() && Fault.of(e) != Fault.UNKNOWN) {
                throw e;
            }
            session.connection().rollback();
            marks.create(session);
            return markUnlessRaced();
        }
    }

    private boolean markUnlessRaced() throws SQLException {
        for (int races = 0; ; races++) {
            try {
                MarksTable.Seen seen = marks.check(session, task);
                leavesOldMarks = seen.hasOldMarks();
                boolean isNew = marks.take(session, task, seen);
                if (!isNew) {
                    session.connection().rollback();
                }
                return isNew;
            } catch (SQLException e) { // a deadlock, where somebody else goes on, or MarksTable.Raced
                if (Fault.of(e) != Fault.CONTENTION || races == RACES_MAX) {
                    throw e;
                }
                session.connection().rollback();
            }
        }
    }

    private void insert(Iterator<R> records) {
        long from = 0;
        long next = 0;
        String sql = sql();
        try {
            PreparedStatement statement = session.prepared(sql);
            statement.clearBatch(); // of an attempt that failed while it was filled
            while (records.hasNext()) {
                bind(statement, records.next(), next++);
                statement.addBatch();
                if (next - from == settings.rowsPerBatchMax()) {
                    statement.executeBatch();
                    from = next;
                }
            }
            if (next > from) {
                statement.executeBatch();
            }
        } catch (SQLException e) {
            String what = "executing " + sql + " for records " + from + " to " + (next - 1);
            throw Trouble.of(settings.connecting(), what, e, settings.showsValues());
        }
    }

    private String sql() {
        try {
            return settings.statement().sql(session.product());
        } catch (SQLException e) {
            throw Trouble.of(settings.connecting(), "asking what database it is", e);
        }
    }

    private void bind(PreparedStatement statement, R record, long number) {
        try {
            bind.call(statement, record);
        } catch (MillraceException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof SQLException failure && Fault.of(failure) == Fault.CONNECTION) {
                throw Trouble.of(settings.connecting(), "setting parameters", failure, settings.showsValues());
            }
            throw Trouble.binding(settings.connecting(), number, e);
        }
    }

    private void commit() {
        try {
            session.connection().commit();
        } catch (SQLException e) {
            throw Trouble.of(settings.connecting(), "committing", e, settings.showsValues());
        }
    }

    private void forgetOldMarks() {
        try {
            marks.forgetOld(session, task);
            session.connection().commit();
        } catch (SQLException e) {
            throw Trouble.of(settings.connecting(), "deleting old marks from " + marks.name(), e);
        }
    }
}
