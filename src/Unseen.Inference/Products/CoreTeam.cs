using System.Diagnostics;

namespace Unseen.Inference.Products;

/// <summary>
/// Threads that help the caller with a matrix-vector product of a few milliseconds. Since waking a thread takes as long
/// as the work itself, each thread spins for a short time before it sleeps, and ends after a longer time without work.
/// Thread-safe: a caller that finds the threads busy computes its product alone.
/// </summary>
internal sealed unsafe class CoreTeam
{
    private const int MaxThreads = 7; // more threads would not be faster, since memory bandwidth is the limit
    private const int PartsPerThread = 8; // small parts, so that a thread that starts late takes fewer of them
    private const int SpinMicroseconds = 1000; // before a thread sleeps
    private const int SleepMilliseconds = 2000; // before a thread ends

    private readonly Lock _turn = new();
    private readonly Member[] _members = new Member[Math.Min(MaxThreads, Environment.ProcessorCount - 1)];
    private float* _sample, _matrix, _products;
    private int _width, _rows, _parts;
    private int _next; // the next part to compute
    private int _inside; // number of threads that may be reading the fields above
    private int _open; // 1 while there is work
    private int _calls;

    /// <summary>Multiplies a sample by the rows of a matrix. Allocates nothing once the threads are running.</summary>
    /// <param name="sample">[D]</param>
    /// <param name="matrix">[R, D]</param>
    /// <param name="width">D</param>
    /// <param name="products">[R] receives the products</param>
    /// <param name="rows">R</param>
    public void Multiply(float* sample, float* matrix, int width, float* products, int rows)
    {
        if (_members.Length == 0 || !_turn.TryEnter())
        {
            RowProducts.Multiply(sample, matrix, width, products, rows);
            return;
        }

        try
        {
            (_width, _rows, _parts) = (width, rows, (_members.Length + 1) * PartsPerThread);
            _sample = sample;
            _matrix = matrix;
            _products = products;
            Volatile.Write(ref _next, 0);
            Interlocked.Exchange(ref _open, 1);
            Interlocked.Increment(ref _calls);
            for (var i = 0; i < _members.Length; i++)
                (_members[i] ??= new Member(this)).Call();
            TakeParts();
        }
        finally
        {
            // From here on, no thread can start to work. Wait for the threads that already work, since they use the
            // caller's memory.
            Interlocked.Exchange(ref _open, 0);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _inside) != 0)
                spinner.SpinOnce(sleep1Threshold: -1);
            _turn.Exit();
        }
    }

    private void TakeParts()
    {
        for (var part = Interlocked.Increment(ref _next) - 1; part < _parts;
            part = Interlocked.Increment(ref _next) - 1)
        {
            var (start, end) = (GetStart(part), GetStart(part + 1));
            RowProducts.Multiply(_sample, _matrix + ((long)start * _width), _width, _products + start, end - start);
        }
    }

    /// <summary>Gets the first row of a part: a multiple of <see cref="RowProducts.RowsAtOnce"/>, so that each row is
    /// summed in the same order as on one thread.</summary>
    private int GetStart(int part) =>
        part == _parts ? _rows : (int)((long)_rows * part / _parts / RowProducts.RowsAtOnce * RowProducts.RowsAtOnce);

    private void TakePartsIfAny()
    {
        Interlocked.Increment(ref _inside);
        if (Volatile.Read(ref _open) == 1)
            TakeParts();
        Interlocked.Decrement(ref _inside);
    }

    /// <summary>A thread of the team. It starts with the first call and ends after some time without a call.</summary>
    private sealed class Member(CoreTeam team)
    {
        private const int Gone = 0, Watching = 1, Asleep = 2;

        private readonly object _gate = new();
        private int _state = Gone;

        /// <summary>Makes the thread look for work. Call this from one thread at a time, after incrementing the number
        /// of calls.</summary>
        public void Call()
        {
            if (Volatile.Read(ref _state) == Watching)
                return;
            lock (_gate)
            {
                if (_state == Gone)
                    Start();
                else
                    Monitor.Pulse(_gate);
            }
        }

        /// <summary>Starts the thread. If the system cannot start it, the other threads do the work.</summary>
        private void Start()
        {
            try
            {
                _state = Watching;
                new Thread(Work) { IsBackground = true, Name = "Unseen prediction" }.Start();
            }
            catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
            {
                _state = Gone;
            }
        }

        private void Work()
        {
            var knownCalls = 0;
            while (Await(ref knownCalls))
                team.TakePartsIfAny();
        }

        /// <summary>Waits for the next call.</summary>
        /// <returns>whether there was a call; if not, the thread must end</returns>
        private bool Await(ref int knownCalls)
        {
            for (var start = Stopwatch.GetTimestamp();
                Stopwatch.GetElapsedTime(start).TotalMicroseconds < SpinMicroseconds;)
                if (IsCalled(ref knownCalls))
                    return true;
                else
                    Thread.SpinWait(20);
            lock (_gate)
            {
                // Either this thread sees a new call below, or the caller sees this state and wakes the thread.
                Interlocked.Exchange(ref _state, Asleep);
                var isCalled = IsCalled(ref knownCalls);
                while (!isCalled && Monitor.Wait(_gate, SleepMilliseconds))
                    isCalled = IsCalled(ref knownCalls);
                isCalled = isCalled || IsCalled(ref knownCalls);
                _state = isCalled ? Watching : Gone;
                return isCalled;
            }
        }

        private bool IsCalled(ref int knownCalls)
        {
            var calls = Volatile.Read(ref team._calls);
            if (calls == knownCalls)
                return false;
            knownCalls = calls;
            return true;
        }
    }
}
