/** A ball of thread, and its loose end. */
export function Logo() {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="14" cy="14" r="10.5" />
      <path d="M5.5 10.5c6 0 12 4 14.5 11.5M9 6c7 1.5 12 6 14 12M4 16.5c4.5.5 8 3 9.5 7.5" />
      <path d="M20 22.5c3 4.5 6 6 9 5.5" />
    </svg>
  );
}
