package callgate.watch;

import callgate.decision.Call;
import callgate.kernel.CapturedFilter;
import callgate.kernel.InstalledFilter;
import callgate.learn.audit.AuditRecord;
import callgate.syscall.Abi;
import callgate.watch.Sighting.FilterCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes sightings of the records of calls that install filters. The filter is not in them: it is
 * looked for in the process, where that still runs.
 */
final class AuditFilterCalls {
  private static final int ARGUMENTS_TOLD = 4;

  /** How long filters of one batch are looked for: what is unread meanwhile may be lost. */
  private static final long MOST_NANOS = 500_000_000L;

  private final FilterReader filters;
  private final List<Told> told = new ArrayList<>();
  private long spent;

  private record Told(AuditRecord record, FilterCall call) {
    int process() {
      return (int) record.decimal("pid").orElse(0);
    }

    boolean installed() {
      return FilterCallReader.isAboutFilter(call) && FilterCallReader.succeeded(call);
    }
  }

  AuditFilterCalls(FilterReader filters) {
    this.filters = filters;
  }

  /** Takes a record, which may be about something else. */
  void add(AuditRecord record) {
    if (isAbout(record)) {
      long result = record.decimal("exit").orElse(0);
      call(record)
          .map(call -> FilterCallReader.read(call, result, Optional.empty()))
          .ifPresent(call -> told.add(new Told(record, call)));
    }
  }

  /** {@return whether a record tells of such a call, and of its end} */
  static boolean isAbout(AuditRecord record) {
    return record.is("SYSCALL")
        && record.decimal("exit").isPresent()
        && call(record).filter(FilterCallReader::isFilterCall).isPresent();
  }

  private static Optional<Call> call(AuditRecord record) {
    OptionalLong arch = record.hexadecimal("arch");
    OptionalLong number = record.decimal("syscall");
    if (arch.isEmpty() || number.isEmpty()) {
      return Optional.empty();
    }
    long[] arguments = new long[6];
    for (int i = 0; i < ARGUMENTS_TOLD; i++) {
      arguments[i] = record.hexadecimal("a" + i).orElse(0);
    }
    return Optional.of(Call.of((int) arch.getAsLong(), (int) number.getAsLong(), 0, arguments));
  }

  /** {@return what was told of since the last time} */
  List<Sighting> finish(Processes processes) {
    List<Sighting> sightings = new ArrayList<>();
    Map<Integer, List<CapturedFilter>> found = new HashMap<>();
    spent = 0;
    for (int i = 0; i < told.size(); i++) {
      Told one = told.get(i);
      FilterCall call = one.call();
      if (FilterCallReader.isAboutFilter(call)) {
        call = call.with(facts(i, found));
      }
      AuditRecord record = one.record();
      Subject subject =
          processes
              .subject(
                  one.process(),
                  0,
                  (int) record.decimal("ppid").orElse(0),
                  record.decimal("uid").orElse(-1),
                  record.text("comm").orElse(""),
                  Optional.empty())
              .running(record.text("exe").orElse(""));
      sightings.add(new Sighting(record.time(), subject, call));
    }
    told.clear();
    return sightings;
  }

  private FilterFacts facts(int index, Map<Integer, List<CapturedFilter>> found) {
    if (spent > MOST_NANOS) {
      return FilterFacts.unread("its filter was not looked at: too many at a time");
    }
    Told one = told.get(index);
    Call call = one.call().call();
    Abi abi = FilterCallReader.abi(call).orElse(Abi.host());
    long start = System.nanoTime();
    Optional<CapturedFilter> filter =
        one.installed()
            ? before(later(index), found.computeIfAbsent(one.process(), InstalledFilter::all))
            : InstalledFilter.given(
                one.process(), call.argument(2), abi.argumentBits() < Long.SIZE);
    spent += System.nanoTime() - start;
    return filter
        .map(captured -> filters.read(captured, one.process(), abi))
        .orElseGet(() -> FilterFacts.unread("its filter could not be read afterwards"));
  }

  private static Optional<CapturedFilter> before(int later, List<CapturedFilter> all) {
    return later < all.size() ? Optional.of(all.get(all.size() - 1 - later)) : Optional.empty();
  }

  /** {@return how many filters a process installed after a call} */
  private int later(int index) {
    int process = told.get(index).process();
    return (int)
        told.stream()
            .skip(index + 1L)
            .filter(other -> other.process() == process && other.installed())
            .count();
  }
}
