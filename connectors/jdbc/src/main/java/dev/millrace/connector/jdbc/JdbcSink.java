package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.function.VoidFunction2;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a database exactly once: the records that one partition of the stream has in a batch, and a mark that says so, are
 * one transaction. What was committed is not written again, also if the answer was lost; a driver that was replaced writes
 * nothing. The mark is a row of a table of the sink's own, {@code millrace_marks}, one for each partition. An immutable
 * description; {@link #builder} makes it.
 */
public final class JdbcSink<T> implements MarkerSink<T>, GroupingSink<T, BoundRow> {
    private final SinkSettings<T> settings;
    private final MarksTable marks;
    /** Of an opened sink; a copy in another process has none, and connects for each task. */
    private final transient @Nullable Sessions kept;

    JdbcSink(SinkSettings<T> settings) {
        this(settings, new MarksTable(settings.marksTable(), "program"), null);
    }

    private JdbcSink(SinkSettings<T> settings, MarksTable marks, @Nullable Sessions kept) {
        this.settings = settings;
        this.marks = marks;
        this.kept = kept;
    }

    /** Describes a sink; {@code url} or {@code dataSource}, and {@code statement} or {@code upsert}, are needed. */
    public static <T> JdbcSinkBuilder<T> builder() {
        return new JdbcSinkBuilder<>();
    }

    /** {@code jdbc:} and the table that is written to. */
    @Override
    public String defaultName() {
        return settings.defaultName();
    }

    /**
     * Creates the table of marks where there is none. A database that is away for the moment is no reason not to start: the
     * first batch waits for it.
     */
    @Override
    public JdbcSink<T> open(SinkContext context) {
        MarksTable ofProgram = new MarksTable(settings.marksTable(), context.appName());
        ofProgram.requireFits(context.sinkName());
        Sessions sessions = sessions();
        boolean isOpened = false;
        try {
            createMarks(ofProgram, sessions);
            isOpened = true;
        } finally {
            if (!isOpened) {
                sessions.close();
            }
        }
        return new JdbcSink<>(settings, ofProgram, sessions);
    }

    private void createMarks(MarksTable ofProgram, Sessions sessions) {
        try {
            Session session = sessions.take();
            boolean isGood = false;
            try {
                ofProgram.create(session);
                isGood = true;
            } finally {
                end(sessions, session, isGood, true);
            }
        } catch (SQLException e) {
            requireOutside(Trouble.of(settings.connecting(), "creating " + ofProgram.name(), e));
        } catch (MillraceException e) {
            requireOutside(e);
        }
    }

    private static void requireOutside(MillraceException failure) {
        if (failure.kind() != Kind.EXTERNAL_SYSTEM) {
            throw failure;
        }
    }

    /** For the database's answers. */
    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) {
        write(task, records, settings.bind());
    }

    @Override
    public Prepared<BoundRow> prepare(SinkTask task, Iterator<T> records) {
        List<BoundRow> rows = new ArrayList<>();
        long bytes = 0;
        while (records.hasNext()) {
            BoundRow row = bound(records.next(), rows.size());
            rows.add(row);
            bytes += row.bytes();
        }
        return new Prepared<>(rows, bytes);
    }

    private BoundRow bound(T record, long number) {
        try {
            return BoundRow.of(record, settings.bind());
        } catch (Exception e) {
            throw Trouble.binding(settings.connecting(), number, e);
        }
    }

    @Override
    public MarkerSink<BoundRow> ofPrepared() {
        return new OfPrepared(this);
    }

    /** The same sink for rows whose parameters are known already. */
    private record OfPrepared(JdbcSink<?> sink) implements MarkerSink<BoundRow> {
        @Override
        public String defaultName() {
            return sink.defaultName();
        }

        @Override
        public void write(SinkTask task, Iterator<BoundRow> records) {
            sink.write(task, records, (statement, row) -> row.set(statement));
        }
    }

    private <R> void write(
            SinkTask task, Iterator<R> records, VoidFunction2<? super PreparedStatement, ? super R> bind) {
        if (kept != null) {
            write(task, records, bind, kept);
            return;
        }
        try (Sessions own = sessions()) {
            write(task, records, bind, own);
        }
    }

    private <R> void write(
            SinkTask task,
            Iterator<R> records,
            VoidFunction2<? super PreparedStatement, ? super R> bind,
            Sessions sessions) {
        Session session = sessions.take();
        boolean isGood = false;
        boolean isAway = false;
        try {
            new TaskTransaction<R>(settings, marks, bind, task, session).run(records);
            isGood = true;
        } catch (MillraceException e) {
            isAway = e.kind() == Kind.EXTERNAL_SYSTEM;
            throw e;
        } finally {
            end(sessions, session, isGood, isAway);
        }
    }

    private static void end(Sessions sessions, Session session, boolean isGood, boolean isAway) {
        if (isGood) {
            sessions.giveBack(session);
        } else {
            sessions.drop(session, isAway);
        }
    }

    private Sessions sessions() {
        return new Sessions(settings.connecting(), settings.answerTime());
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
