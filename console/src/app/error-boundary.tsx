import { Component, type ReactNode } from 'react';
import { Problem } from './problem.tsx';

interface State {
  readonly error: unknown;
}

/** A view that breaks leaves the rest of the console standing. Another `place` is another try. */
export class ErrorBoundary extends Component<{ place: string; children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate(before: { place: string }): void {
    if (before.place !== this.props.place && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    // A part that a newer version of the console replaced is only there after loading it anew.
    return error === null ? this.props.children : <Problem error={error} again={() => location.reload()} />;
  }
}
