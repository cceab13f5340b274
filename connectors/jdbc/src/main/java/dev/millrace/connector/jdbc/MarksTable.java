package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.connector.SinkTask;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The table of marks, a row for each partition of a sink of a program, in the SQL that all databases have. Its calls belong
 * to the caller's transaction.
 */
record MarksTable(String name, String program) implements Serializable {
    /** The longest name of a program or sink; some databases allow no more in a key. */
    static final int NAME_LENGTH_MAX = 200;

    /** For a database with this name. Where "App" may be taken for "app", or transactions are an option, that is said. */
    String definition(String product) {
        return "CREATE TABLE " + name + " (program VARCHAR(" + NAME_LENGTH_MAX + ") NOT NULL, sink VARCHAR("
                + NAME_LENGTH_MAX + ") NOT NULL, task_partition INTEGER NOT NULL, batch DECIMAL(19) NOT NULL,"
                + " batch_time VARCHAR(40) NOT NULL, epoch DECIMAL(19) NOT NULL,"
                + " PRIMARY KEY (program, sink, task_partition))"
                + (isMySql(product) ? " ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "");
    }

    /** Which MariaDB counts as. */
    static boolean isMySql(String product) {
        return product.equals("MySQL") || product.equals("MariaDB");
    }

    /** Creates the table if it isn't there, in a transaction of its own. */
    void create(Session session) throws SQLException {
        if (isThere(session)) {
            return;
        }
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(definition(session.product()));
            session.connection().commit();
        } catch (SQLException e) {
            session.connection().rollback();
            if (!isThere(session)) { // else somebody has created it at the same time
                throw Trouble.noMarks(this, session.product(), e);
            }
        }
    }

    private boolean isThere(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet none = statement.executeQuery("SELECT batch_time FROM " + name + " WHERE 1 = 0")) {
            return !none.next();
        } catch (SQLException e) {
            if (Fault.of(e) == Fault.CONNECTION) {
                throw e;
            }
            return false;
        } finally {
            session.connection().rollback();
        }
    }

    /**
     * What is there of the task's sink.
     *
     * @param hasPartition whether the task's partition has a row
     * @param hasOldMarks whether rows are left that only an earlier driver has written
     */
    record Seen(boolean hasPartition, boolean hasOldMarks) {}

    /** Refuses a task behind whose driver another one has come. */
    Seen check(Session session, SinkTask task) throws SQLException {
        PreparedStatement statement = session.prepared("SELECT MAX(epoch), MIN(epoch), MAX(batch),"
                + " MAX(CASE WHEN task_partition = ? THEN 1 ELSE 0 END) FROM " + name
                + " WHERE program = ? AND sink = ?");
        statement.setInt(1, task.partition());
        statement.setString(2, program);
        statement.setString(3, task.sink());
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            long epoch = row.getLong(1);
            long lowestEpoch = row.getLong(2);
            Mark.refuseBehind(task, epoch, row.getLong(3), howToForget(task));
            return new Seen(row.getInt(4) > 0, epoch == task.epoch() && lowestEpoch < epoch);
        }
    }

    /**
     * Marks the task, which keeps everybody else from this partition until the transaction ends.
     *
     * @return false where the mark was there already
     * @throws Raced where another attempt came between
     */
    boolean take(Session session, SinkTask task, Seen seen) throws SQLException {
        // A row that isn't there isn't updated: InnoDB would lock the gap, where other partitions insert theirs.
        if (seen.hasPartition() && advance(session, task)) {
            return true;
        }
        Mark mark = seen.hasPartition() ? read(session, task) : null;
        if (mark == null) {
            insert(session, task);
            return true;
        }
        if (mark.isOf(task, howToForget(task))) {
            return false;
        }
        throw new Raced(null);
    }

    /** Another attempt at the task, or another driver, wrote the mark since it was looked at: look again. */
    static final class Raced extends SQLException {
        Raced(@Nullable SQLException cause) {
            super("another attempt wrote the mark at the same time", "40001", cause);
        }
    }

    private boolean advance(Session session, SinkTask task) throws SQLException {
        PreparedStatement statement = session.prepared("UPDATE " + name
                + " SET batch = ?, batch_time = ?, epoch = ? WHERE program = ? AND sink = ? AND task_partition = ?"
                + " AND batch < ? AND epoch <= ?");
        Mark mark = Mark.of(task);
        statement.setLong(1, mark.batch());
        statement.setString(2, mark.time());
        statement.setLong(3, mark.epoch());
        setKey(statement, 4, task);
        statement.setLong(7, mark.batch());
        statement.setLong(8, mark.epoch());
        return statement.executeUpdate() > 0;
    }

    private @Nullable Mark read(Session session, SinkTask task) throws SQLException {
        PreparedStatement statement = session.prepared("SELECT batch, batch_time, epoch FROM " + name
                + " WHERE program = ? AND sink = ? AND task_partition = ?");
        setKey(statement, 1, task);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? new Mark(row.getLong(1), row.getString(2), row.getLong(3)) : null;
        }
    }

    private void insert(Session session, SinkTask task) throws SQLException {
        PreparedStatement statement = session.prepared("INSERT INTO " + name
                + " (program, sink, task_partition, batch, batch_time, epoch) VALUES (?, ?, ?, ?, ?, ?)");
        Mark mark = Mark.of(task);
        setKey(statement, 1, task);
        statement.setLong(4, mark.batch());
        statement.setString(5, mark.time());
        statement.setLong(6, mark.epoch());
        try {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw Fault.of(e) == Fault.DATA ? new Raced(e) : e; // the key is there by now
        }
    }

    /** Deletes what partitions have left that no longer come, of batches that are done and drivers that were replaced. */
    void forgetOld(Session session, SinkTask task) throws SQLException {
        PreparedStatement statement =
                session.prepared("DELETE FROM " + name + " WHERE program = ? AND sink = ? AND batch < ? AND epoch < ?");
        statement.setString(1, program);
        statement.setString(2, task.sink());
        statement.setLong(3, task.batch());
        statement.setLong(4, task.epoch());
        statement.executeUpdate();
    }

    private void setKey(PreparedStatement statement, int first, SinkTask task) throws SQLException {
        statement.setString(first, program);
        statement.setString(first + 1, task.sink());
        statement.setInt(first + 2, task.partition());
    }

    /** @throws MillraceException CONFIGURATION where a name doesn't fit */
    void requireFits(String sink) {
        for (String text : new String[] {program, sink}) {
            if (text.length() > NAME_LENGTH_MAX) {
                throw Trouble.tooLong(text);
            }
        }
    }

    private String howToForget(SinkTask task) {
        return "if that is meant, give the program or the sink another name, or delete its marks: DELETE FROM " + name
                + " WHERE program = '" + program.replace("'", "''") + "' AND sink = '"
                + task.sink().replace("'", "''") + "'";
    }
}
