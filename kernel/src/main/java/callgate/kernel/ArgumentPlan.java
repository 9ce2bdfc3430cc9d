package callgate.kernel;

import callgate.syscall.Abi;

/** What of a call's arguments a recording in the kernel looks at. Bit {@code n} is argument n. */
public interface ArgumentPlan {
  /** {@return the arguments that point to texts} */
  int texts(Abi abi, int number);

  /** {@return the arguments whose values are counted} */
  int values(Abi abi, int number);
}
