package dev.millrace.connector.jdbc;

import dev.millrace.function.Function0;
import dev.millrace.function.VoidFunction2;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Describes a sink: how it connects, and what it executes for each record. */
public final class JdbcSinkBuilder<T> {
    private @Nullable String url;
    private @Nullable String driver;
    private @Nullable String user;
    private @Nullable Function0<String> password;
    private @Nullable DataSource dataSource;
    private @Nullable RowStatement statement;
    private @Nullable VoidFunction2<? super PreparedStatement, ? super T> bind;
    private int rowsPerBatchMax = SinkSettings.ROWS_PER_BATCH;
    private String marksTable = SinkSettings.MARKS_TABLE;
    private Duration answerTime = SinkSettings.ANSWER_TIME;
    private boolean showsValues;

    JdbcSinkBuilder() {}

    /** {@code jdbc:…}, as the driver wants it; errors tell none of its parameters. A task's connection is kept for the next task. */
    public JdbcSinkBuilder<T> url(String jdbcUrl) {
        this.url = Objects.requireNonNull(jdbcUrl);
        return this;
    }

    /** The driver's class, where {@link java.sql.DriverManager} doesn't find it by the URL. */
    public JdbcSinkBuilder<T> driver(String className) {
        this.driver = Objects.requireNonNull(className);
        return this;
    }

    public JdbcSinkBuilder<T> user(String name) {
        this.user = Objects.requireNonNull(name);
        return this;
    }

    public JdbcSinkBuilder<T> password(String secret) {
        Objects.requireNonNull(secret);
        return password(() -> secret);
    }

    /** Asked at each connection, for secrets that change. */
    public JdbcSinkBuilder<T> password(Function0<String> secret) {
        this.password = Objects.requireNonNull(secret);
        return this;
    }

    /**
     * Instead of {@code url}, a pool of the program's own: each task borrows a connection and gives it back as it was. Its size
     * must allow for as many as the stream has partitions, or tasks wait. Not on Spark, where tasks run in other processes.
     */
    public JdbcSinkBuilder<T> dataSource(DataSource pool) {
        this.dataSource = Objects.requireNonNull(pool);
        return this;
    }

    /**
     * What is executed for each record, in the order of its partition, and what sets its parameters. It must not end
     * transactions, and so have no DDL where that commits.
     *
     * @param sqlWithParameters one statement of the database's own SQL, with {@code ?} for parameters
     * @param parameters sets them; called once for a record, in a task, and must depend on the record alone
     */
    public JdbcSinkBuilder<T> statement(
            String sqlWithParameters, VoidFunction2<? super PreparedStatement, ? super T> parameters) {
        this.statement = new RowStatement.Given(Objects.requireNonNull(sqlWithParameters));
        this.bind = Objects.requireNonNull(parameters);
        return this;
    }

    /**
     * Instead of {@code statement}: each record is a row, inserted or put in place of the one with its key, in the SQL of
     * PostgreSQL, H2, MariaDB or MySQL, whichever it is.
     *
     * @param keys the columns of a primary key or unique constraint of the table
     * @param values its other columns
     * @param parameters sets the values of all these columns, keys first; as in {@code statement}
     */
    public JdbcSinkBuilder<T> upsert(
            String table,
            List<String> keys,
            List<String> values,
            VoidFunction2<? super PreparedStatement, ? super T> parameters) {
        this.statement = new RowStatement.Upsert(Objects.requireNonNull(table), keys, values);
        this.bind = Objects.requireNonNull(parameters);
        return this;
    }

    /** How many records are sent to the database at once; 1000 unless said otherwise. A transaction has all of its task's. */
    public JdbcSinkBuilder<T> rowsPerBatchMax(int rows) {
        this.rowsPerBatchMax = rows;
        return this;
    }

    /** The table that holds the marks, which sinks of all programs may share; {@code millrace_marks} unless said otherwise. */
    public JdbcSinkBuilder<T> marksTable(String name) {
        this.marksTable = Objects.requireNonNull(name);
        return this;
    }

    /**
     * How long the database may take for one answer, where the driver can limit it ({@link
     * java.sql.Connection#setNetworkTimeout}); then the connection is given up and the task tried again. A minute unless said
     * otherwise.
     */
    public JdbcSinkBuilder<T> answerTime(Duration time) {
        this.answerTime = Objects.requireNonNull(time);
        return this;
    }

    /** Errors quote what the database says about a record, which may tell what is in it. */
    public JdbcSinkBuilder<T> showValues() {
        this.showsValues = true;
        return this;
    }

    /** Exactly once; for {@code save}. */
    public JdbcSink<T> build() {
        if (statement == null || bind == null) {
            throw new IllegalArgumentException("a JDBC sink needs statement(…) or upsert(…)");
        }
        return new JdbcSink<>(new SinkSettings<>(
                connecting(), statement, bind, rowsPerBatchMax, marksTable, answerTime, showsValues));
    }

    private Connecting connecting() {
        if (dataSource != null) {
            if (url != null || driver != null || user != null || password != null) {
                throw new IllegalArgumentException(
                        "a JDBC sink has dataSource(…), or url(…) and what belongs to it, not both");
            }
            return new Connecting.ByDataSource(dataSource);
        }
        if (url == null) {
            throw new IllegalArgumentException("a JDBC sink needs url(…) or dataSource(…)");
        }
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException("the URL of a JDBC sink begins with jdbc:");
        }
        return new Connecting.ByUrl(url, driver, user, password);
    }
}
