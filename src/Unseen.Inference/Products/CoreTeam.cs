using System.Diagnostics;

namespace Unseen.Inference.Products;

/// <summary>
/// The other cores, for work of a few milliseconds that comes again at once: threads that watch for the next call for a
/// short while before they sleep, since waking one takes as long as the work, and that end when nothing comes.
/// Thread-safe: who finds them busy works alone.
/// </summary>
internal sealed unsafe class CoreTeam
{
    private const int MaxThreads = 7; // more would only wait for the same memory
    private const int PartsAThread = 8; // so that one that comes late takes less
    private const int WatchMicroseconds = 1000;
    private const int SleepMilliseconds = 2000;

    private readonly Lock _turn = new();
    private readonly Member[] _members = new Member[Math.Min(MaxThreads, Environment.ProcessorCount - 1)];
    private float* _sample, _matrix, _products;
    private int _width, _rows, _parts;
    private int _next; // part to be taken
    private int _inside; // threads that may be reading the work
    private int _open; // 1 while there is work
    private int _calls;

    /// <summary>Multiplies a sample by the rows of a matrix. Allocates nothing once its threads are there.</summary>
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
            (_width, _rows, _parts) = (width, rows, (_members.Length + 1) * PartsAThread);
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
            // who comes now finds nothing; who is inside is waited for, since the memory is the caller's
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
            var (start, end) = (StartOf(part), StartOf(part + 1));
            RowProducts.Multiply(_sample, _matrix + ((long)start * _width), _width, _products + start, end - start);
        }
    }

    /// <summary>Parts begin where a core alone would begin the next rows, so that each row is summed in the same order
    /// by the one who does it.</summary>
    private int StartOf(int part) =>
        part == _parts ? _rows : (int)((long)_rows * part / _parts / RowProducts.RowsAtOnce * RowProducts.RowsAtOnce);

    private void TakePartsIfAny()
    {
        Interlocked.Increment(ref _inside);
        if (Volatile.Read(ref _open) == 1)
            TakeParts();
        Interlocked.Decrement(ref _inside);
    }

    /// <summary>One thread of the team, started when called and ended when not called for a while.</summary>
    private sealed class Member(CoreTeam team)
    {
        private const int Gone = 0, Watching = 1, Asleep = 2;

        private readonly object _gate = new();
        private int _state = Gone;

        /// <summary>Makes sure that the thread looks for work. Called by one thread at a time, after the count of calls
        /// has grown.</summary>
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

        /// <summary>Starts the thread; where the system has none left the others do the work.</summary>
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
            var seen = 0;
            while (Await(ref seen))
                team.TakePartsIfAny();
        }

        /// <summary>Waits for the next call.</summary>
        /// <returns>false if none came, and the thread is to end</returns>
        private bool Await(ref int seen)
        {
            for (var start = Stopwatch.GetTimestamp();
                Stopwatch.GetElapsedTime(start).TotalMicroseconds < WatchMicroseconds;)
                if (IsCalled(ref seen))
                    return true;
                else
                    Thread.SpinWait(20);
            lock (_gate)
            {
                Interlocked.Exchange(ref _state, Asleep); // seen by a call that this thread does not see
                var isCalled = IsCalled(ref seen);
                while (!isCalled && Monitor.Wait(_gate, SleepMilliseconds))
                    isCalled = IsCalled(ref seen);
                isCalled = isCalled || IsCalled(ref seen);
                _state = isCalled ? Watching : Gone;
                return isCalled;
            }
        }

        private bool IsCalled(ref int seen)
        {
            var calls = Volatile.Read(ref team._calls);
            if (calls == seen)
                return false;
            seen = calls;
            return true;
        }
    }
}
