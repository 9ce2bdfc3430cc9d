/**
 * Everything that touches Linux, through java.lang.foreign.
 *
 * <p>To run a program under a filter:
 *
 * <pre>{@code
 * Executable program = Executable.find(List.of("ls", "-l"));
 * ExitStatus status = Spawner.spawn(program, filter).await();
 * }</pre>
 *
 * <p>To see each call that a program and its descendants make, before it is made:
 *
 * <pre>{@code
 * Recording recording =
 *     Supervisor.record(
 *         program,
 *         notification -> {
 *           // the first call with this number on this ABI; its caller stands still
 *           notification.call();                   // arch, number, arguments
 *           notification.executable();             // of the caller
 *           notification.string(address);          // from the caller's memory
 *           return NotificationHandler.Next.COUNT; // or SHOW, to see the next one too
 *         });
 * recording.status();                              // how the program ended
 * recording.counts();                              // how often each call was made
 * }</pre>
 *
 * <p>Inside: a {@link callgate.kernel.SystemCall} is made through one routine of {@link
 * callgate.kernel.MachineCode}. What must happen where no Java can run is written down as {@link
 * callgate.kernel.Step}s, which machine code makes one after the other from a {@link
 * callgate.kernel.StepTable}.
 */
@NullMarked
package callgate.kernel;

import org.jspecify.annotations.NullMarked;
