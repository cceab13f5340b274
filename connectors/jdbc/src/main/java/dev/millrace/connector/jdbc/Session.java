package dev.millrace.connector.jdbc;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection without autocommit, and its statements, prepared once. One thread at a time; only {@link #abort} may be called
 * by another.
 */
final class Session {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.connector.jdbc");

    private final Connection connection;
    private final boolean isBorrowed;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final boolean committedByItself;
    private int answerMillis = -1;
    private @Nullable String product;

    private Session(Connection connection, boolean isBorrowed) throws SQLException {
        this.connection = connection;
        this.isBorrowed = isBorrowed;
        this.committedByItself = connection.getAutoCommit();
    }

    static Session begin(Connecting connecting, Duration answerTime) throws SQLException {
        Connection connection = connecting.connect();
        boolean isBegun = false;
        try {
            Session session = new Session(connection, connecting.isBorrowed());
            session.begin((int) answerTime.toMillis());
            isBegun = true;
            return session;
        } finally {
            if (!isBegun) {
                connection.close();
            }
        }
    }

    private void begin(int millis) throws SQLException {
        connection.setAutoCommit(false);
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, millis);
            answerMillis = before;
        } catch (SQLFeatureNotSupportedException e) {
            answerMillis = -1; // the driver's own limits have to do
        }
    }

    Connection connection() {
        return connection;
    }

    boolean isBorrowed() {
        return isBorrowed;
    }

    /** The database's name, as its driver tells it. */
    String product() throws SQLException {
        if (product == null) {
            product = connection.getMetaData().getDatabaseProductName();
        }
        return product;
    }

    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    /** Undoes what wasn't committed, before the connection goes: some drivers commit when it is closed. */
    void end() {
        try {
            connection.rollback();
            if (isBorrowed) {
                giveBackAsItWas();
            }
            connection.close();
        } catch (SQLException e) {
            abort();
        }
    }

    private void giveBackAsItWas() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        connection.setAutoCommit(committedByItself);
        if (answerMillis >= 0) {
            connection.setNetworkTimeout(Runnable::run, answerMillis);
        }
    }

    /** At once, whatever the thread waits for that uses it. Any thread. */
    void abort() {
        Thread aborting = new Thread(this::abortHere, "jdbc-abort");
        aborting.setDaemon(true);
        aborting.start();
    }

    /** A driver may wait here for a database that hangs, so nobody waits for this thread. */
    private void abortHere() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "the driver can't abort a connection", e);
        }
        try {
            connection.close(); // for drivers that can't abort
        } catch (SQLException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "could not close a connection", e);
        }
    }
}
